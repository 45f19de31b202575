import AWSClient
import Essentials
import Synchronization

/// The time in which calls may follow a reading of images.
///
/// A call may wait while ECR limits calls, and the reading gets old meanwhile. So each attempt asks here just before it
/// is sent, and a late attempt is not sent. A call that waited is sent late only if it completes work begun with a
/// parent, such as deleting a deleted index's manifests. Even then, no other call begins before the images are read
/// again.
final class FreshnessWindow: Sendable {
    /// The maximum time from a reading's start to a call, in seconds.
    static let longest = 30.0

    /// The maximum time between attempts without a new reading, in seconds.
    static let longestRetryDelay = 1.0

    /// The times for calls about images read from `start` on.
    ///
    /// There is a lower bound, too: once the clock was set back, the reading's age is unknown.
    static func span(from start: Date, lasting seconds: TimeInterval = longest) -> ClosedRange<Date> {
        start...start.addingTimeInterval(seconds)
    }

    /// The limits of a window.
    struct Bounds: Sendable, Hashable {
        /// The start of the reading of the images.
        var start: Date
        /// The latest closing time, if other data expires earlier.
        var limit: Date?
        /// Whether the calls complete work begun with a parent.
        ///
        /// A cancellation does not prevent such calls.
        var completesParent = false
    }

    private let bounds: Bounds
    private let system: SystemContext
    /// Whether another condition forbids calls, such as clocks too far apart.
    private let isBlocked: @Sendable () -> Bool
    private let isCancelled = Mutex(false)

    /// Opens a window.
    init(_ bounds: Bounds, system: SystemContext, isBlocked: @escaping @Sendable () -> Bool = { false }) {
        self.bounds = bounds
        self.system = system
        self.isBlocked = isBlocked
    }

    /// Whether a call may be sent.
    var isOpen: Bool { bounds.completesParent || isFresh }

    /// Whether another call may begin.
    var isFresh: Bool {
        let now = system.now()
        return Self.span(from: bounds.start).contains(now) && now <= bounds.limit ?? .distantFuture
            && (bounds.completesParent || !isCancelled.withLock(\.self))
    }

    /// Closes the window, except for calls that complete a parent's work.
    func cancel() { isCancelled.withLock { $0 = true } }

    /// Returns a check for the attempts at one call.
    ///
    /// The check is made just before each attempt is sent. The first attempt may be sent while the window is open. A
    /// retry over a second after the last attempt is refused: somebody may have tagged or pulled an image meanwhile.
    func attempts() -> @Sendable () -> Bool {
        let attempts = Attempts()
        return { [self] in
            let now = system.now()
            let last = attempts.last.withLock { last in
                defer { last = now }
                return last
            }
            if let last, !(0...Self.longestRetryDelay).contains(now.timeIntervalSince(last)) { return false }
            return isOpen && !isBlocked()
        }
    }

    /// The time of a call's last attempt.
    private final class Attempts: Sendable {
        let last = Mutex<Date?>(nil)
    }
}
