import AWSClient
import Essentials

/// A value that is read once for all who ask while it is new enough.
///
/// Callers that ask during a reading wait for its value.
actor ExpiringValue<Value: Sendable> {
    /// A value, and the time from which on changes may be missing.
    struct Reading: Sendable {
        let value: Value
        let time: Date
    }

    private let system: SystemContext
    private var latest: Task<Reading, Never>?
    private var readings = 0

    /// Creates a value that is not read yet.
    init(system: SystemContext) { self.system = system }

    /// The latest value, or a new one where that is too old.
    ///
    /// A reading that begins after the call is always new enough, however long it takes. A time that lies in the future
    /// is that of a clock that was set back: the value is read again.
    ///
    /// - Parameters:
    ///   - isGood: whether a value of this age, in seconds, is good for the caller.
    ///   - read: reads the value, in a task that belongs to no caller, so that no cancellation ends it.
    func value(
        if isGood: @Sendable (_ value: Value, _ age: TimeInterval) -> Bool,
        read: @escaping @Sendable () async -> Reading
    ) async -> Value {
        let known = readings
        if let latest {
            let reading = await latest.value
            let age = system.now().timeIntervalSince(reading.time)
            if age >= 0, isGood(reading.value, age) { return reading.value }
        }
        if readings > known, let latest { return await latest.value.value }
        readings += 1
        let task = Task { await read() }
        latest = task
        return await task.value.value
    }
}
