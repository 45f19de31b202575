import CLibcurl
import Synchronization

/// What tasks hand to the event loop's thread.
final class CurlMailbox: Sendable {
    /// One thing that the event loop is asked to do.
    enum Message: Sendable {
        /// To begin a transfer.
        case start(CurlJob)
        /// To end a transfer, if it has not ended already.
        case cancel(CurlTicket)
    }

    private struct State {
        var messages: [Message] = []
        var isStopRequested = false
        /// Why nothing is taken any more.
        var reasonForClosing: String?
        /// The multi handle to wake.
        ///
        /// It is here only while it may be used, so that the lock guards its lifetime.
        var multi: UnsafeMutableRawPointer?

        func wake() {
            // It fails only when the event loop has been woken so often that more can't be written.
            if let multi { curl_multi_wakeup(multi) }
        }
    }

    private let state = Mutex(State())

    /// Adds a message, and wakes the event loop when it may be asleep.
    ///
    /// Returns why that is not possible, if so.
    func post(_ message: Message) -> String? {
        state.withLock { state in
            if let reason = state.reasonForClosing { return reason }
            // Where there are messages, the wake-up for the first of them is still to come.
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

    /// Lets messages wake this handle from now on.
    func attach(_ multi: UnsafeMutableRawPointer) {
        // A pointer's bits are sent here, because pointers are not `Sendable`.
        let address = UInt(bitPattern: multi)
        state.withLock { $0.multi = UnsafeMutableRawPointer(bitPattern: address) }
    }

    /// Takes the messages so far, or nothing when the event loop is to end.
    func collect() -> [Message]? {
        state.withLock { state in
            guard !state.isStopRequested else { return nil }
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Takes no message from now on, forgets the multi handle, and returns the messages that are left.
    func close(because reason: String) -> [Message] {
        state.withLock { state in
            state.reasonForClosing = reason
            state.multi = nil
            defer { state.messages = [] }
            return state.messages
        }
    }
}
