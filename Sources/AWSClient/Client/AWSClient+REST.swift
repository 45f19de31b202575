import Essentials
import Formats
import HTTPTransport
import HTTPTypes

extension AWSClient {
    /// Calls an operation in the REST protocol with JSON bodies.
    ///
    /// - Throws: ``AWSError``, or `CancellationError` when the task was cancelled.
    public func call<Request: AWSRESTRequest>(_ request: Request) async throws -> Request.Response {
        let body: Data?
        do {
            body = try request.body()
        } catch {
            throw AWSError(
                code: "InvalidRequest", operation: permission(for: Request.operation), message: "\(error)", attempts: 0)
        }
        var head = requestHead
        head.method = body == nil ? .get : .post
        let path = request.path.map { "/" + PercentEncoding.encode($0.utf8) }.joined()
        let query = request.query.map { name, value in
            "\(PercentEncoding.encode(name.utf8))=\(PercentEncoding.encode(value.utf8))"
        }.joined(separator: "&")
        head.path = configuration.endpoint.path + path + (query.isEmpty ? "" : "?" + query)
        head.headerFields.append(contentsOf: request.headerFields)
        if body != nil { head.headerFields[.contentType] = "application/json" }
        return try await perform(
            Exchange(
                operation: Request.operation, head: head, body: body ?? Data(),
                isSigned: Request.isSigned, secrets: request.secrets + request.headerFields.map(\.value),
                decode: { try Request.Response(strictly: $0.body) },
                error: ErrorResponse.init(json:)))
    }
}
