import Synchronization

/// Collects the images in use that the repositories of a registry do not have.
final class MissingImageCollector: Sendable {
    private let found = Mutex<[MissingImage]>([])

    /// Adds what one repository does not have.
    func add(_ images: [MissingImage]) { found.withLock { $0 += images } }

    /// All images, in their order.
    var all: [MissingImage] { found.withLock { $0.sorted() } }
}
