import AWSClient
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// For how long something may be done to images after they were read again.
///
/// A call waits for its turn where ECR lets few through, and what was seen gets old meanwhile. So each attempt asks here
/// just before it is sent, and one that comes too late is not. What was begun is finished, as the children of an index
/// that is gone: there a call that waited is sent, but no other begins without another look.
final class ActionWindow: Sendable {
    /// How long after the beginning of a look a call may be sent, in seconds.
    static let longest = 30.0

    /// When a call may be sent about images that were seen at some time.
    ///
    /// It has a beginning, too: a clock that was set back does not say how long ago that was.
    static func span(from start: Date) -> ClosedRange<Date> { start...start.addingTimeInterval(longest) }

    private let span: ClosedRange<Date>
    private let limit: Date
    private let isBegun: Bool
    private let surroundings: Surroundings
    private let isCancelled = Mutex(false)

    /// Opens a window.
    ///
    /// - Parameters:
    ///   - start: when the images were seen.
    ///   - limit: when it closes at the latest, if something else does not hold any longer then.
    ///   - isBegun: whether what is done finishes what was begun, which a cancellation does not keep it from.
    init(from start: Date, until limit: Date?, isBegun: Bool, surroundings: Surroundings) {
        span = Self.span(from: start)
        self.limit = limit ?? .distantFuture
        self.isBegun = isBegun
        self.surroundings = surroundings
    }

    /// Whether a call may be sent.
    var isOpen: Bool { isBegun || isFresh }

    /// Whether another call may begin.
    var isFresh: Bool {
        let now = surroundings.now()
        return span.contains(now) && now <= limit && (isBegun || !isCancelled.withLock(\.self))
    }

    /// Closes the window, but for what finishes what was begun.
    func cancel() { isCancelled.withLock { $0 = true } }
}
