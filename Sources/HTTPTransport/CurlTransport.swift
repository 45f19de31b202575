/// Sends requests with libcurl, over connections that are kept alive.
///
/// One thread of its own does all transfers, so that neither a slow server nor a slow name lookup holds a thread of
/// Swift's concurrency. A transport lives until the last reference to it and the last of its requests are gone; then
/// its thread ends and its connections are closed. Redirects are not followed, responses are not decompressed, and
/// certificates are always verified.
public final class CurlTransport: Transport {
    private let mailbox = CurlMailbox()

    /// Creates a transport, and starts its thread.
    ///
    /// Should the system refuse the thread, each request fails with an error that says so.
    public init(configuration: TransportConfiguration = TransportConfiguration()) {
        // Here and not on the thread: libcurl and its TLS library set up what is the whole process's, and a process that
        // ends meanwhile would tear it down under their hands.
        CurlEngine.setUpProcess()
        CurlEventLoop.start(mailbox: mailbox, configuration: configuration)
    }

    deinit {
        mailbox.requestStop()
    }

    /// Sends one request and returns its whole response, whatever its status.
    ///
    /// When a kept-alive connection turns out dead before any byte of a response, the request is sent once more, with
    /// its body, on a new connection; not so when ``TransportRequest/reusesConnection`` is `false`. Cancelling the task
    /// closes the connection.
    ///
    /// - Throws: ``TransportError`` when there is no complete response, and `CancellationError` when the task was
    ///   cancelled.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let target = try RequestTarget(request)
        let ticket = CurlTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = CurlJob(ticket: ticket, request: request, target: target, continuation: continuation)
                if let reason = mailbox.post(.start(job)) {
                    job.fail(.other, reason)
                }
            }
        } onCancel: {
            ticket.cancel()
            _ = mailbox.post(.cancel(ticket))
        }
    }
}
