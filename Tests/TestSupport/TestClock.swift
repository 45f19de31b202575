public import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
public final class TestClock: Sendable {
    /// Midnight of a day that all tests share.
    public static let start = Date(timeIntervalSince1970: 1_790_000_000)

    private let time = Mutex(TestClock.start)

    /// Creates a clock that shows that midnight.
    public init() {}

    /// The time.
    public var now: Date { time.withLock { $0 } }

    /// Moves the clock forward.
    public func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
