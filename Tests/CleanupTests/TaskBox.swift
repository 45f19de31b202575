import Synchronization

/// A task that something which happens within it can cancel.
final class TaskBox: Sendable {
    private let canceller = Mutex<(@Sendable () -> Void)?>(nil)

    func cancel() { canceller.withLock { $0 }?() }

    /// Runs an operation as a task, to its end.
    func run<Result: Sendable>(_ operation: @escaping @Sendable () async -> Result) async -> Result {
        let (begin, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            // Not before there is a way to cancel it.
            for await _ in begin { break }
            return await operation()
        }
        canceller.withLock { $0 = { task.cancel() } }
        start.finish()
        return await task.value
    }
}
