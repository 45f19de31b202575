import AWSClient
import Essentials
import Synchronization

/// Decides before each attempt at a call whether it is sent.
///
/// A call may wait while ECR limits calls, and its readings get old meanwhile. So an attempt that comes over a second
/// after the images' reading, or after the end of usage's validity, reads both again first. It keeps its turn meanwhile,
/// so a call goes however long it waited.
final class FreshnessWindow: Sendable {
    /// The maximum time from a reading's start to a call, in seconds.
    static let lifetime = 1.0

    /// The maximum age of readings that a repository's batches share, in seconds.
    ///
    /// These are of the newest images and of new indexes.
    static let sharedLifetime = 30.0

    /// The maximum age of images' data whose answers are slow, in seconds.
    static let longestReading = 30.0

    /// The times for calls about images read from `start` on.
    ///
    /// There is a lower bound, too: once the clock was set back, the reading's age is unknown.
    static func span(from start: Date, lasting seconds: TimeInterval = lifetime) -> ClosedRange<Date> {
        start...start.addingTimeInterval(seconds)
    }

    /// The readings that a call rests on.
    struct Reading: Sendable, Hashable {
        /// The time of the images' data.
        var time: Date
        /// The time when usage must be read again; `nil` for no limit.
        var usageGoodUntil: Date?

        /// Whether a call may rest on the readings now.
        fileprivate func isGood(for seconds: TimeInterval, at now: Date) -> Bool {
            FreshnessWindow.span(from: time, lasting: seconds).contains(now)
                && usageGoodUntil.map { now <= $0 } ?? true
        }
    }

    /// The limits of a window.
    struct Bounds: Sendable, Hashable {
        /// The readings before the calls.
        var reading: Reading
        /// Whether the calls complete work begun with a parent.
        ///
        /// A cancellation does not prevent such calls.
        var completesParent = false
    }

    private let bounds: Bounds
    private let system: SystemContext
    /// Whether another condition forbids calls, such as clocks too far apart or a lasting error.
    private let isBlocked: @Sendable () -> Bool
    private let isCancelled = Mutex(false)
    private let latest: Mutex<Reading>

    /// Opens a window.
    init(_ bounds: Bounds, system: SystemContext, isBlocked: @escaping @Sendable () -> Bool = { false }) {
        self.bounds = bounds
        self.system = system
        self.isBlocked = isBlocked
        latest = Mutex(bounds.reading)
    }

    /// Whether another call may begin without another reading.
    var isFresh: Bool { isOpen && isGood(for: Self.lifetime) }

    /// Whether another reading may lead to a call.
    ///
    /// If the clock was set back, the age of readings is unknown.
    var isOpen: Bool {
        bounds.reading.time <= system.now() && !isBlocked()
            && (bounds.completesParent || !isCancelled.withLock(\.self))
    }

    private func isGood(for seconds: TimeInterval) -> Bool {
        latest.withLock(\.self).isGood(for: seconds, at: system.now())
    }

    /// Closes the window, except for calls that complete a parent's work.
    func cancel() { isCancelled.withLock { $0 = true } }

    /// Returns the check to make just before each attempt at a call.
    ///
    /// - Parameter read: reads again what the call rests on; `nil` if something changed, or could not be read. Its
    ///   argument says whether an attempt was made before: shared readings may be old then, too.
    func attempts(
        readingAgain read: @escaping @Sendable (_ isRetry: Bool) async -> Reading?
    ) -> @Sendable () async -> Bool {
        let attempts = Attempts()
        return { [self] in
            let isRetry = attempts.count.withLock { count in
                defer { count += 1 }
                return count > 0
            }
            guard isOpen else { return false }
            if isFresh { return true }
            guard let reading = await read(isRetry) else { return false }
            latest.withLock { $0 = reading }
            return isOpen && isGood(for: Self.longestReading)
        }
    }

    /// The number of attempts at a call.
    private final class Attempts: Sendable {
        let count = Mutex(0)
    }
}
