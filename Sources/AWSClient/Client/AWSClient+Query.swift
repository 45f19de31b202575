import Essentials
import Formats
import HTTPTransport
import HTTPTypes

extension AWSClient {
    /// Calls an operation in the AWS query protocol.
    ///
    /// The request is a `POST` with a form, and the answer is XML.
    ///
    /// - Throws: ``AWSError``, or `CancellationError` when the task was cancelled.
    public func call<Request: AWSQueryRequest>(_ request: Request) async throws -> Request.Response {
        let parameters = [("Action", Request.operation), ("Version", Request.version)] + request.parameters
        let form = parameters.map { name, value in
            "\(PercentEncoding.encode(name.utf8))=\(PercentEncoding.encode(value.utf8))"
        }.joined(separator: "&")
        var head = requestHead
        head.headerFields[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
        return try await perform(
            Exchange(
                operation: Request.operation, head: head, body: Data(form.utf8),
                isSigned: Request.isSigned, secrets: request.secrets,
                decode: { answer in
                    let document = try XMLTree(document: answer.body)
                    guard document.name == "\(Request.operation)Response" else {
                        throw XMLError("the XML is not the answer of this operation")
                    }
                    return try Request.Response(result: try document.child("\(Request.operation)Result"))
                },
                error: ErrorResponse.init(xml:)))
    }
}
