import Essentials
import Formats
import HTTPTransport
import HTTPTypes

extension AWSClient {
    /// Calls an operation in the REST protocol with XML answers.
    ///
    /// - Throws: ``AWSError``, or `CancellationError` when the task was cancelled.
    public func call<Request: AWSRESTXMLRequest>(_ request: Request) async throws -> Request.Response {
        let target = request.target(at: configuration.endpoint)
        let query = request.query.map { name, value in
            "\(PercentEncoding.encode(name.utf8))=\(PercentEncoding.encode(value.utf8))"
        }.joined(separator: "&")
        var head = requestHead
        head.method = request.method
        head.authority = target.authority
        head.path = target.path + (query.isEmpty ? "" : "?" + query)
        head.headerFields.append(contentsOf: request.headerFields)
        let region = configuration.endpoint.signingRegion
        return try await perform(
            Exchange(
                operation: Request.operation, action: Request.action, head: head, body: request.body,
                maximumResponseSize: request.maximumResponseSize,
                decode: { try request.response(from: $0) },
                error: { response in
                    let document = try? XMLTree(document: response.body)
                    var error = ErrorResponse(restXML: document, response.head.status)
                    let failure = AWSRESTXMLFailure(
                        code: error.code, message: error.message, head: response.head, document: document)
                    error.message = request.message(for: failure, region: region)
                    return error
                }))
    }
}
