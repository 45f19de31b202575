import HTTPTransport
import Synchronization

/// A count that a test's transport keeps.
final class Count: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock(\.self) }

    /// Adds one, and returns the new count.
    func next() -> Int {
        number.withLock {
            $0 += 1
            return $0
        }
    }
}

extension TransportRequest {
    /// Whether images are described by their digests.
    var readsImagesAgain: Bool { operation == "DescribeImages" && bodyText.contains("imageIds") }
}
