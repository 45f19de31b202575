import Synchronization

/// Lets only few large repositories be in memory at once, whatever is worked on side by side.
///
/// An image takes some 150 bytes until its repository is done. With a place for each large repository that is two of
/// ECR's largest, of 100,000 images, beside many small ones, for which a function of 128 MB is enough.
final class LargeRepositories: Sendable {
    /// With more images than this a repository is large.
    static let threshold = 5000

    /// There is no place just now.
    struct NoPlace: Error {}

    private struct State {
        var freePlaces: Int
        var tickets = 0
        /// In the order of their coming.
        var waiters: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    init(places: Int = 2) {
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
