import Synchronization

/// The events that a server has seen, and the tests that wait for more.
final class ServerJournal: Sendable {
    struct Entries: Sendable {
        var requests: [RecordedRequest] = []
        var connectionCount = 0
        var endedConnections: Set<Int> = []
    }

    typealias Condition = @Sendable (Entries) -> Bool

    private struct State: Sendable {
        var entries = Entries()
        var isClosed = false
        var lastWaiter = 0
        var waiters: [Int: (condition: Condition, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    var requests: [RecordedRequest] { state.withLock { $0.entries.requests } }
    var connectionCount: Int { state.withLock { $0.entries.connectionCount } }

    /// Changes the entries, and resumes the waiters whose condition now holds.
    func record<Result: Sendable>(_ change: (inout Entries) -> Result) -> Result {
        let (result, satisfied) = state.withLock { state in
            let result = change(&state.entries)
            let satisfied = state.waiters.filter { $0.value.condition(state.entries) }
            for key in satisfied.keys { state.waiters[key] = nil }
            return (result, satisfied.values.map(\.continuation))
        }
        for continuation in satisfied { continuation.resume() }
        return result
    }

    /// Waits until a condition holds.
    func wait(until condition: @escaping Condition) async throws {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if condition(state.entries) { return .success(()) }
                    if state.isClosed || Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = (condition, continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Waits until the journal is closed, or the task is cancelled.
    func waitForClose() async {
        // No entries satisfy the condition, so the wait ends only with an error, at the close.
        try? await wait { _ in false }
    }

    /// Ends all waits, present and future, whose condition does not hold.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for continuation in waiters { continuation.resume(throwing: CancellationError()) }
    }
}
