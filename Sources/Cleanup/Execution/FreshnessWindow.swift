import AWSClient
import Essentials
import Synchronization

/// Decides just before each attempt at a call whether it may be sent.
///
/// A call may wait while ECR limits calls, and the reading of its images gets old meanwhile. So an attempt that comes
/// over a second after the reading reads the images again first. It keeps its turn meanwhile, so a call goes however
/// long it waited.
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

    /// The limits of a window.
    struct Bounds: Sendable, Hashable {
        /// The start of the reading of the images.
        var start: Date
        /// The end of the window, when usage must be read again; `nil` for no limit.
        var limit: Date?
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
    private let readAt: Mutex<Date>

    /// Opens a window.
    init(_ bounds: Bounds, system: SystemContext, isBlocked: @escaping @Sendable () -> Bool = { false }) {
        self.bounds = bounds
        self.system = system
        self.isBlocked = isBlocked
        readAt = Mutex(bounds.start)
    }

    /// Whether another call may begin without another reading.
    var isFresh: Bool { isOpen && readAt.withLock { Self.span(from: $0) }.contains(system.now()) }

    /// Whether another reading may lead to a call.
    ///
    /// A clock that was set back shows neither the images' age nor that of usage.
    var isOpen: Bool {
        (bounds.start...max(bounds.start, bounds.limit ?? .distantFuture)).contains(system.now()) && !isBlocked()
            && (bounds.completesParent || !isCancelled.withLock(\.self))
    }

    /// Closes the window, except for calls that complete a parent's work.
    func cancel() { isCancelled.withLock { $0 = true } }

    /// Returns the check to make just before each attempt at a call.
    ///
    /// - Parameter read: reads the images again, and returns the time of their data; `nil` if something changed, or could
    ///   not be read. Its argument says whether an attempt was made before: other readings may be old then, too.
    func attempts(
        readingAgain read: @escaping @Sendable (_ isRetry: Bool) async -> Date?
    ) -> @Sendable () async -> Bool {
        let attempts = Attempts()
        return { [self] in
            let isRetry = attempts.count.withLock { count in
                defer { count += 1 }
                return count > 0
            }
            guard isOpen else { return false }
            if isFresh { return true }
            guard let time = await read(isRetry) else { return false }
            readAt.withLock { $0 = time }
            return isOpen && Self.span(from: time, lasting: Self.longestReading).contains(system.now())
        }
    }

    /// The number of attempts at a call.
    private final class Attempts: Sendable {
        let count = Mutex(0)
    }
}
