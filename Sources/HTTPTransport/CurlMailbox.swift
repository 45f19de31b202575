import CLibcurl
import Synchronization

/// The messages from tasks to the event loop's thread.
final class CurlMailbox: Sendable {
    /// A request to the event loop.
    enum Message: Sendable {
        /// Begins a transfer.
        case start(CurlJob)
        /// Ends a transfer, unless it has ended already.
        case cancel(CurlTicket)
    }

    private struct State {
        var messages: [Message] = []
        var isStopRequested = false
        /// The reason why no message is accepted any more.
        var reasonForClosing: String?
        /// The multi handle to wake.
        ///
        /// Present only while usable, so that the lock guards its lifetime.
        var multi: UnsafeMutableRawPointer?

        func wake() {
            // This fails only if the loop has too many pending wake-ups already.
            if let multi { curl_multi_wakeup(multi) }
        }
    }

    private let state = Mutex(State())

    /// Adds a message, and wakes the event loop if it may be asleep.
    ///
    /// Returns the reason if the mailbox is closed.
    func post(_ message: Message) -> String? {
        state.withLock { state in
            if let reason = state.reasonForClosing { return reason }
            // If messages are waiting, a wake-up is already pending.
            if state.messages.isEmpty { state.wake() }
            state.messages.append(message)
            return nil
        }
    }

    /// Asks the event loop to end.
    func requestStop() {
        state.withLock { state in
            state.isStopRequested = true
            state.wake()
        }
    }

    /// Lets messages wake a multi handle from now on.
    func attach(_ multi: UnsafeMutableRawPointer) {
        // Pointers are not `Sendable`, so the pointer's bits are passed.
        let address = UInt(bitPattern: multi)
        state.withLock { $0.multi = UnsafeMutableRawPointer(bitPattern: address) }
    }

    /// Takes the waiting messages; `nil` if the event loop must end.
    func collect() -> [Message]? {
        state.withLock { state in
            guard !state.isStopRequested else { return nil }
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Closes the mailbox, forgets the multi handle, and returns the remaining messages.
    func close(because reason: String) -> [Message] {
        state.withLock { state in
            state.reasonForClosing = reason
            state.multi = nil
            defer { state.messages = [] }
            return state.messages
        }
    }
}
