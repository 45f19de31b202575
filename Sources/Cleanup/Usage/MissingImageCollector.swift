import Synchronization

/// Collects the images in use that the repositories of a registry do not have.
final class MissingImageCollector: Sendable {
    private let found = Mutex<(images: [MissingImage], unknown: Set<String>)>(([], []))

    /// Adds what one repository does not have.
    func add(_ images: [MissingImage]) { found.withLock { $0.images += images } }

    /// Notes why it is not known what is missing.
    func noteUnknown(because reason: String) { found.withLock { _ = $0.unknown.insert(reason) } }

    /// All images, in their order.
    var all: [MissingImage] { found.withLock { $0.images.sorted() } }

    /// The reasons for which more may be missing, in order.
    var unknown: [String] { found.withLock { $0.unknown.sorted() } }
}
