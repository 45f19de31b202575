/// A sender of HTTP requests, the only interface between program and network.
///
/// All callers, tests included, see requests and responses as values.
public protocol Transport: Sendable {
    /// Sends one request, and returns its complete response with any status.
    ///
    /// To the caller, a call is a single attempt: the caller is responsible for retries that the service could notice.
    /// Cancelling the task ends the transfer.
    ///
    /// - Throws: ``TransportError`` without a complete response; `CancellationError`.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}
