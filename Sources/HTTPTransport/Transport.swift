/// Sends HTTP requests: the one seam between this program and the network.
///
/// Everything above it, tests included, sees requests and responses as values, and nothing of how they travel.
public protocol Transport: Sendable {
    /// Sends one request and returns its whole response, whatever its status.
    ///
    /// One call is one attempt as far as the caller can tell: retries that the service could notice belong to the
    /// caller. Cancelling the task ends the transfer.
    ///
    /// - Throws: ``TransportError`` when there is no complete response, and `CancellationError` when the task was
    ///   cancelled.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}
