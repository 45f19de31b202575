/// A transport that sends requests with libcurl, over kept-alive connections.
///
/// A dedicated thread performs all transfers, so that slow servers and name lookups don't block Swift's threads. After
/// the last reference and the last request, the thread ends and its connections close. Redirects are not followed,
/// responses are not decompressed, and certificates are always verified.
public final class CurlTransport: Transport {
    private let mailbox = CurlMailbox()

    /// Creates a transport, and starts its thread.
    ///
    /// If the system refuses the thread, each request fails with an error.
    public init(configuration: TransportConfiguration = TransportConfiguration()) {
        // Not on the thread: libcurl and its TLS library set up state of the whole process. A process that ended
        // meanwhile would tear that state down during the set-up.
        CurlEngine.setUpProcess()
        CurlEventLoop.start(mailbox: mailbox, configuration: configuration)
    }

    deinit {
        mailbox.requestStop()
    }

    /// Sends one request, and returns its complete response with any status.
    ///
    /// If a kept-alive connection is dead before any byte of a response, the request is resent once on a new
    /// connection. It is not resent if ``TransportRequest/reusesConnection`` is `false`. Cancelling the task closes the
    /// connection.
    ///
    /// - Throws: ``TransportError`` without a complete response; `CancellationError`.
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
