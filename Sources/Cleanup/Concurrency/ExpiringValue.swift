import AWSClient
import Essentials

/// A value that is read once for all who ask within its lifetime.
///
/// Callers that ask during a reading wait for its value. The lifetime counts from a reading's start.
actor ExpiringValue<Value: Sendable> {
    private let lifetime: TimeInterval
    private let system: SystemContext
    private var latest: (startedAt: Date, task: Task<Value, Never>)?

    /// Creates a value that is not read yet.
    ///
    /// - Parameter lifetime: how long a reading is good, in seconds.
    init(lifetime: TimeInterval, system: SystemContext) {
        (self.lifetime, self.system) = (lifetime, system)
    }

    /// The latest value, or a new one where that is too old.
    ///
    /// A start that lies in the future is that of a clock that was set back: the value is read again.
    ///
    /// - Parameters:
    ///   - isReadAgain: whether the latest value is ignored, whatever its age.
    ///   - isKept: whether a value may serve later callers, too.
    ///   - read: reads the value, in a task that belongs to no caller, so that no cancellation ends it.
    func value(
        isReadAgain: Bool = false, keepingIf isKept: (Value) -> Bool = { _ in true },
        read: @escaping @Sendable () async -> Value
    ) async -> Value {
        let now = system.now()
        if !isReadAgain, let latest, (0...lifetime).contains(now.timeIntervalSince(latest.startedAt)) {
            return await latest.task.value
        }
        let task = Task { await read() }
        latest = (now, task)
        let value = await task.value
        if !isKept(value), latest?.task == task { latest = nil }
        return value
    }
}
