import Synchronization

/// A counting semaphore for tasks, first come, first served.
final class AsyncSemaphore: Sendable {
    private struct State {
        var permits: Int
        var tickets = 0
        /// The waiting tasks, in the order they came.
        var waiters: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    init(_ permits: Int) {
        state = Mutex(State(permits: permits))
    }

    /// The number of tasks that wait for a permit.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Takes a permit if one is free.
    func tryWait() -> Bool {
        state.withLock { state in
            guard state.permits > 0 else { return false }
            state.permits -= 1
            return true
        }
    }

    /// Waits for a permit.
    ///
    /// - Throws: `CancellationError`, without taking a permit.
    func wait() async throws {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    // A later cancellation waits for the lock, and then finds the waiter.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.permits > 0 else {
                        state.waiters.append((ticket, continuation))
                        return nil
                    }
                    state.permits -= 1
                    return .success(())
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.ticket == ticket }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Gives a permit back, to the task that has waited longest.
    func signal() {
        let next: CheckedContinuation<Void, any Error>? = state.withLock { state in
            if !state.waiters.isEmpty { return state.waiters.removeFirst().continuation }
            state.permits += 1
            return nil
        }
        next?.resume()
    }
}
