public import Essentials
import Formats
public import HTTPTransport
import HTTPTypes

/// A client of the Lambda Runtime API, with one method for each endpoint.
///
/// - SeeAlso: [Using the Lambda runtime API for custom runtimes](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html)
public struct RuntimeAPIClient: Sendable {
    /// The largest response that Lambda accepts, in bytes: 6 MiB and 100 bytes.
    public static let maximumResponseSize = 6_291_556

    private let address: String
    private let transport: any Transport

    /// Creates a client.
    ///
    /// - Parameters:
    /// - address: host and port, the value of `AWS_LAMBDA_RUNTIME_API`.
    /// - transport: sends the requests, without a proxy for this address.
    public init(address: String, transport: any Transport) {
        self.address = address
        self.transport = transport
    }

    /// Waits for the next invocation.
    ///
    /// `GET /invocation/next`, 200, without any timeout: the process may be frozen until there is an event. The call
    /// ends initialization, so `/init/error` is refused afterwards. An unanswered invocation is returned again, so the
    /// request may use a kept-alive connection and be resent.
    public func next() async throws(RuntimeAPIError) -> Invocation {
        let request = TransportRequest(head: head(.get, "/invocation/next"))
        let response = try await send(request, as: .next, expecting: 200)
        return try Invocation(response)
    }

    /// Sends the response to an invocation.
    ///
    /// `POST /invocation/{id}/response`, 202. A wrong id gets 400, and a second answer 403. A response over
    /// ``maximumResponseSize`` gets 413, after which `/error` gets 403: callers must check the size first. It is sent
    /// once, on a new connection, since a repeated response could reach the wrong invocation.
    public func sendResponse(_ body: Data, requestID: String) async throws(RuntimeAPIError) {
        let request = request("/invocation/\(PercentEncoding.encode(requestID.utf8))/response", body: body)
        _ = try await send(request, as: .response, expecting: 202)
    }

    /// Reports a failed invocation.
    ///
    /// `POST /invocation/{id}/error`, 202, in place of the response: a wrong id gets 400, and a second answer 403. It
    /// is sent once, on a new connection.
    public func sendError(_ error: LambdaFunctionError, requestID: String) async throws(RuntimeAPIError) {
        let request = request("/invocation/\(PercentEncoding.encode(requestID.utf8))/error", error: error)
        _ = try await send(request, as: .error, expecting: 202)
    }

    /// Reports a failed start of the function.
    ///
    /// `POST /init/error`, 202, only before the first ``next()``; 403 afterwards. The process must then exit.
    public func sendInitializationError(_ error: LambdaFunctionError) async throws(RuntimeAPIError) {
        _ = try await send(request("/init/error", error: error), as: .initializationError, expecting: 202)
    }

    private func head(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: address, path: "/2018-06-01/runtime" + path)
    }

    private func request(_ path: String, body: Data) -> TransportRequest {
        var head = head(.post, path)
        head.headerFields[.contentType] = "application/json"
        // The server is on this machine: after this time, no response will come.
        return TransportRequest(
            head: head, body: body, connectTimeout: .seconds(5), timeout: .seconds(30), reusesConnection: false)
    }

    private func request(_ path: String, error: LambdaFunctionError) -> TransportRequest {
        var request = request(path, body: error.body)
        request.head.headerFields[.lambdaFunctionErrorType] = error.type.description
        return request
    }

    private func send(
        _ request: TransportRequest, as call: RuntimeAPIError.Call, expecting success: Int
    ) async throws(RuntimeAPIError) -> TransportResponse {
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch let error as TransportError {
            throw RuntimeAPIError(call, .noResponse(error))
        } catch is CancellationError {
            throw RuntimeAPIError(call, .cancelled)
        } catch {
            throw RuntimeAPIError(call, .noResponse(TransportError(.other, host: address, message: "\(error)")))
        }
        guard response.head.status.code == success else {
            let body = String(decoding: response.body.prefix(512), as: UTF8.self)
            throw RuntimeAPIError(call, .status(response.head.status.code, body: body))
        }
        return response
    }
}
