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
/// just before it is sent; one that comes too late is left for the next run.
final class ActionWindow: Sendable {
    /// How long after the second look a call may be sent, in seconds.
    static let longest = 30.0

    private let end: Date?
    private let surroundings: Surroundings
    private let isCancelled = Mutex(false)

    /// Opens a window.
    ///
    /// - Parameter end: when it closes; `nil` where what was begun is finished, whatever time that takes.
    init(until end: Date?, surroundings: Surroundings) {
        self.end = end
        self.surroundings = surroundings
    }

    /// Whether a call may be sent.
    var isOpen: Bool {
        guard let end else { return true }
        return surroundings.now() <= end && !isCancelled.withLock(\.self)
    }

    /// Closes the window, but for what finishes what was begun.
    func cancel() { isCancelled.withLock { $0 = true } }
}
