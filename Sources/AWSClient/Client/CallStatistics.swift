import Synchronization

/// Counts what a run asked of AWS.
///
/// Shared by all clients of a run, and safe to use from any task.
public final class CallStatistics: Sendable {
    /// The counts at one moment.
    public struct Snapshot: Sendable, Hashable {
        /// Requests sent, by operation: every attempt counts, whatever became of it.
        public var calls: [String: Int] = [:]
        /// Attempts after the first of a call.
        public var retries = 0
        /// Answers that asked for fewer calls.
        public var throttled = 0

        /// Creates counts that stand at zero.
        public init() {}

        /// Adds the counts of another part of the same run.
        public mutating func add(_ other: Snapshot) {
            calls.merge(other.calls, uniquingKeysWith: +)
            retries += other.retries
            throttled += other.throttled
        }
    }

    private let state = Mutex(Snapshot())

    /// Creates counters that stand at zero.
    public init() {}

    /// The counts as they stand.
    public var snapshot: Snapshot { state.withLock { $0 } }

    func countAttempt(at operation: String, isRetry: Bool) {
        state.withLock {
            $0.calls[operation, default: 0] += 1
            if isRetry { $0.retries += 1 }
        }
    }

    func countThrottling() {
        state.withLock { $0.throttled += 1 }
    }
}
