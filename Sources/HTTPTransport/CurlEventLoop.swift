import CLibcurl

/// The thread that performs all transfers of one transport, with one multi handle.
///
/// The loop and its contents are created and used on this thread alone.
final class CurlEventLoop {
    private let mailbox: CurlMailbox
    private let configuration: TransportConfiguration
    private let engine: CurlEngine
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    private var idleHandles: [CurlHandle] = []

    /// Starts a thread that serves the mailbox until asked to stop.
    static func start(mailbox: CurlMailbox, configuration: TransportConfiguration) {
        let failure = startDetachedThread {
            if let engine = CurlEngine(maximumIdleConnections: configuration.maximumIdleConnections) {
                CurlEventLoop(mailbox: mailbox, configuration: configuration, engine: engine).run()
            } else {
                refuseAll(mailbox, because: "libcurl could not be initialised")
            }
        }
        if failure != 0 {
            refuseAll(mailbox, because: "the thread for transfers could not be started (errno \(failure))")
        }
    }

    private init(mailbox: CurlMailbox, configuration: TransportConfiguration, engine: CurlEngine) {
        self.mailbox = mailbox
        self.configuration = configuration
        self.engine = engine
    }

    private func run() {
        engine.receiveWakeUps(from: mailbox)
        var reason = "the transport was closed before the response was complete"
        do throws(CurlError) {
            while let messages = mailbox.collect() {
                for message in messages { handle(message) }
                for (handle, code) in try engine.perform() { complete(handle, code) }
                try engine.waitForActivity()
            }
        } catch {
            reason = error.message
        }
        Self.refuseAll(mailbox, because: reason)
        for transfer in transfers.values {
            engine.remove(transfer.handle)
            transfer.job.fail(.other, reason)
        }
        // The engine's session cache can be freed only after the handles that use it.
        transfers = [:]
        idleHandles = []
    }

    private static func refuseAll(_ mailbox: CurlMailbox, because reason: String) {
        for case .start(let job) in mailbox.close(because: reason) { job.fail(.other, reason) }
    }

    private func handle(_ message: CurlMailbox.Message) {
        switch message {
        case .start(let job) where job.ticket.isCancelled:
            job.continuation.resume(throwing: CancellationError())
        case .start(let job):
            start(job)
        case .cancel(let ticket):
            // The transfer has ended already, or saw the cancellation at its start.
            guard let transfer = transfers.removeValue(forKey: ObjectIdentifier(ticket)) else { return }
            // Removing the handle during a transfer closes the connection.
            release(transfer)
            transfer.job.continuation.resume(throwing: CancellationError())
        }
    }

    private func start(_ job: CurlJob) {
        guard let handle = idleHandles.popLast() ?? CurlHandle() else {
            job.fail(.other, "libcurl has no memory for another transfer")
            return
        }
        let transfer = CurlTransfer(job: job, handle: handle)
        do throws(CurlError) {
            try transfer.prepare(configuration: configuration)
            try engine.add(handle)
            transfers[ObjectIdentifier(job.ticket)] = transfer
        } catch {
            job.fail(.other, error.message)
        }
    }

    private func complete(_ handle: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let transfer = CurlTransfer.of(handle) else { return }
        if transfer.shouldBeResent(after: code), resend(transfer) { return }
        transfers[ObjectIdentifier(transfer.job.ticket)] = nil
        transfer.finish(code, configuration: configuration)
        release(transfer)
    }

    /// Sends a request again, on a new connection.
    ///
    /// Returns whether the new attempt began.
    private func resend(_ transfer: CurlTransfer) -> Bool {
        do throws(CurlError) {
            try transfer.prepareResending()
            engine.remove(transfer.handle)
            try engine.add(transfer.handle)
            return true
        } catch {
            // The error to report is the original failure.
            return false
        }
    }

    /// Removes a transfer's handle from the engine, and keeps it for later use.
    private func release(_ transfer: CurlTransfer) {
        engine.remove(transfer.handle)
        transfer.handle.reset()
        if idleHandles.count < configuration.maximumIdleConnections { idleHandles.append(transfer.handle) }
    }
}
