import Essentials
import HTTPTransport
import HTTPTypes

extension AWSClient {
    /// Calls an operation in the protocol AWS JSON.
    ///
    /// The request is a `POST` to the endpoint's root path.
    ///
    /// - Throws: ``AWSError``, or `CancellationError` when the task was cancelled.
    public func call<Request: AWSJSONRequest>(_ request: Request) async throws -> Request.Response {
        let body: Data
        do {
            body = try request.body()
        } catch {
            throw AWSError(
                code: "InvalidRequest", operation: permission(for: Request.operation), message: "\(error)", attempts: 0)
        }
        var head = requestHead
        head.headerFields[.contentType] = "application/x-amz-json-\(Request.protocolVersion)"
        head.headerFields[.target] = "\(configuration.service.targetPrefix).\(Request.operation)"
        return try await perform(
            Exchange(
                operation: Request.operation, head: head, body: body,
                decode: { try Request.response(from: $0.body) },
                error: ErrorResponse.init(json:)))
    }
}
