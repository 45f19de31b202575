import Synchronization

/// The identity of a request across threads, with its cancellation.
final class CurlTicket: Sendable {
    private let flag = Atomic(false)

    /// Whether the waiting task was cancelled.
    var isCancelled: Bool { flag.load(ordering: .acquiring) }

    func cancel() { flag.store(true, ordering: .releasing) }
}

/// A request for the event loop, with the task that waits for its response.
struct CurlJob: Sendable {
    let ticket: CurlTicket
    let request: TransportRequest
    let target: RequestTarget
    let continuation: CheckedContinuation<TransportResponse, any Error>

    /// Resumes the task with an error.
    func fail(_ kind: TransportError.Kind, _ message: String) {
        continuation.resume(throwing: TransportError(kind, host: target.authority, message: message))
    }
}
