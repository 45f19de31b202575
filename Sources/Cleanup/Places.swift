import Synchronization

/// A number of places, for those of a run's tasks that are not all to go on at once.
final class Places: Sendable {
    private struct State {
        var freePlaces: Int
        var tickets = 0
        /// In the order of their coming.
        var waiters: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    init(_ places: Int) {
        state = Mutex(State(freePlaces: places))
    }

    /// How many wait for a place.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Takes a place if there is one.
    func tryEnter() -> Bool {
        state.withLock { state in
            guard state.freePlaces > 0 else { return false }
            state.freePlaces -= 1
            return true
        }
    }

    /// Waits for a place: whoever came first is next.
    ///
    /// - Throws: `CancellationError`; then no place was taken.
    func enter() async throws {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    // A cancellation that comes later waits for the lock, and finds the waiter.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.freePlaces > 0 else {
                        state.waiters.append((ticket, continuation))
                        return nil
                    }
                    state.freePlaces -= 1
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

    /// Gives a place back, to whoever waits for it.
    func leave() {
        let next: CheckedContinuation<Void, any Error>? = state.withLock { state in
            if !state.waiters.isEmpty { return state.waiters.removeFirst().continuation }
            state.freePlaces += 1
            return nil
        }
        next?.resume()
    }
}
