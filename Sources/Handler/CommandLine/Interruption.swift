import Dispatch
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Ends a run gracefully when the process is asked to end.
///
/// A signal handler writes to a pipe, and the reader of the pipe cancels the run. A signal can't be lost on this way,
/// as it can with a source of signals, which must be told to ignore the signal and loses it at times.
///
/// A signal at the very end of an operation cancels nothing any more. So nothing that deletes may follow one.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM]
    /// The cancellation of the operation that runs at the moment.
    private static let cancellation = Mutex<(@Sendable () -> Void)?>(nil)
    private static let channel = makeChannel()
    /// Reads the pipe, for the life of the process.
    private static let reader = Mutex(makeReader())

    /// Cancels an operation at the first SIGINT (Ctrl-C) or SIGTERM.
    ///
    /// The second signal ends the process at once, and so does any signal before the operation.
    ///
    /// - Parameter lastsUntilExit: whether a first signal after the operation is ignored, so that a result can be written
    ///   to its end. Otherwise, it ends the process.
    static func cancelling<Result: Sendable>(
        lastsUntilExit: Bool = false, _ operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await operation() }
        cancellation.withLock { $0 = { task.cancel() } }
        // The first use makes the pipe and its reader, before a handler can write to it.
        reader.withLock { _ in }
        for number in signals { handle(number) }
        defer {
            if !lastsUntilExit {
                for number in signals { signal(number, SIG_DFL) }
            }
            cancellation.withLock { $0 = nil }
        }
        return try await task.value
    }

    private static func handle(_ number: Int32) {
        _ = signal(number) { number in
            // The next signal, of either kind, ends the process.
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            let error = errno
            var byte: UInt8 = 0
            write(Interruption.channel.writeEnd, &byte, 1)
            errno = error
        }
    }

    private static func makeChannel() -> (readEnd: Int32, writeEnd: Int32) {
        var ends: [Int32] = [-1, -1]
        // Without a pipe, as when no descriptor is left, the first signal is ignored and the second one works.
        guard pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func makeReader() -> any DispatchSourceRead {
        let source = DispatchSource.makeReadSource(fileDescriptor: channel.readEnd, queue: .global())
        source.setEventHandler {
            var bytes: [UInt8] = Array(repeating: 0, count: 16)
            guard read(channel.readEnd, &bytes, bytes.count) > 0 else { return }
            cancellation.withLock(\.self)?()
        }
        source.activate()
        return source
    }
}
