import AWSClient
import Essentials
import Synchronization

/// How long something may be done to images after they were read again.
///
/// A call waits for its turn when ECR lets few through, and what was read gets old meanwhile. So each attempt asks here
/// just before it is sent, and is not sent if it comes too late. What was begun is finished, as the manifests of an index
/// that is gone: there a call that waited is sent, but no other begins before the images are read again.
final class FreshnessWindow: Sendable {
    /// How long after the beginning of a reading a call may be sent, in seconds.
    static let longest = 30.0

    /// How long after the attempt before it a retry may be sent without reading the images again, in seconds.
    static let longestRetryDelay = 1.0

    /// When a call may be sent about images that were read at some time.
    ///
    /// It has a beginning, too: a clock that was set back does not say how long ago that was.
    static func span(from start: Date) -> ClosedRange<Date> { start...start.addingTimeInterval(longest) }

    /// When a window is open.
    struct Bounds: Sendable, Hashable {
        /// When the images were read.
        var start: Date
        /// When it closes at the latest, if something else does not hold any longer then.
        var limit: Date?
        /// Whether what is done finishes what was begun, which a cancellation does not keep it from.
        var completesParent = false
    }

    private let bounds: Bounds
    private let system: SystemContext
    /// Whether something else forbids to send a call, such as clocks that are too far apart.
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

    /// Closes the window, but for what finishes what was begun.
    func cancel() { isCancelled.withLock { $0 = true } }

    /// What the attempts at one call ask just before they are sent.
    ///
    /// The first may be sent while the window is open. A retry that waited over a second may not: somebody may have
    /// tagged or pulled an image meanwhile.
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

    /// When the last attempt at a call was sent.
    private final class Attempts: Sendable {
        let last = Mutex<Date?>(nil)
    }
}
