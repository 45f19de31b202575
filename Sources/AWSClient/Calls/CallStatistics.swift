import Synchronization

/// Counters of a run's calls to AWS.
///
/// Shared by all clients of a run, and safe to use from any task.
public final class CallStatistics: Sendable {
    /// The counts at one moment.
    public struct Snapshot: Sendable, Hashable {
        /// The number of requests sent, by operation.
        ///
        /// Every attempt counts, whatever its result.
        public var calls: [String: Int] = [:]
        /// The number of attempts after a call's first.
        public var retries = 0
        /// The number of answers that asked for fewer calls.
        public var throttled = 0

        /// Creates counts of zero.
        public init() {}

        /// Adds the counts of another part of the same run.
        public mutating func add(_ other: Snapshot) {
            calls.merge(other.calls, uniquingKeysWith: +)
            retries += other.retries
            throttled += other.throttled
        }
    }

    private let state = Mutex(Snapshot())

    /// Creates counters at zero.
    public init() {}

    /// The present counts.
    public var snapshot: Snapshot { state.withLock { $0 } }

    /// Counts a request that is sent.
    public func countAttempt(at operation: String, isRetry: Bool) {
        state.withLock {
            $0.calls[operation, default: 0] += 1
            if isRetry { $0.retries += 1 }
        }
    }

    /// Counts an answer that asks for fewer calls.
    public func countThrottling() {
        state.withLock { $0.throttled += 1 }
    }
}
