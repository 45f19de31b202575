import AWSClient
import Essentials

/// A value that is read once for all who ask while it is new enough.
///
/// Callers that ask during a reading wait for its value.
actor ExpiringValue<Value: Sendable> {
    /// A value, and the time of its data.
    ///
    /// Later changes may be missing in it.
    struct Reading: Sendable {
        let value: Value
        let time: Date
    }

    private let system: SystemContext
    private var latest: Task<(reading: Reading, end: Date), Never>?
    private var readings = 0

    /// Creates a value that is not read yet.
    init(system: SystemContext) { self.system = system }

    /// The latest value, or a new one where that is too old.
    ///
    /// A reading that begins after the call is always new enough, however long it takes. If a reading ended in the
    /// future, the clock was set back: the value is read again.
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
            let (reading, end) = await latest.value
            let now = system.now()
            if now >= end, isGood(reading.value, now.timeIntervalSince(reading.time)) { return reading.value }
        }
        if readings > known, let latest { return await latest.value.reading.value }
        readings += 1
        let task = Task { [system] in (reading: await read(), end: system.now()) }
        latest = task
        return await task.value.reading.value
    }
}
