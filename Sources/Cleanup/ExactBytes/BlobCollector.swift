import ECRClient
import ImageModel
import Retention
import Synchronization

/// Collects the layers of a repository's images, from concurrent calls.
final class BlobCollector: Sendable {
    private struct State {
        var blobs: RepositoryBlobs
        var failure: String?
        /// The images whose manifests were read and can't be used.
        var unusable: Set<Int> = []
    }

    private let state: Mutex<State>

    /// Creates a collector for the images of an inventory.
    ///
    /// Indexes count as read: they have no layers of their own.
    init(for images: [Image], limits: RepositoryBlobs.Limits = .init()) {
        var blobs = RepositoryBlobs(imageCount: images.count, limits: limits)
        for position in images.indices where images[position].mediaType?.isIndex == true {
            blobs.addEmpty(at: position)
        }
        state = Mutex(State(blobs: blobs))
    }

    /// The first reason why an image that could be pulled stayed unread; `nil` if there is none.
    var failure: String? { state.withLock(\.failure) }

    /// Notes why images stay unread; the first reason counts.
    func fail(_ reason: String) { state.withLock { $0.failure = $0.failure ?? reason } }

    /// Adds the layers of an image.
    func add(_ manifest: Manifest, at position: Int) {
        let blobs: [Blob]
        do {
            blobs = try manifest.blobs()
        } catch {
            fail("the manifest \(manifest.digest) can't be used: \(error)")
            _ = state.withLock { $0.unusable.insert(position) }
            return
        }
        let isAdded = state.withLock { $0.blobs.add(blobs, at: position) }
        if !isAdded { fail("it has more layers than this program keeps in memory") }
    }

    /// The positions of the images that can be pulled and were not read yet.
    func unreadPositions(in images: [Image]) -> [Int] {
        state.withLock { state in
            images.indices.filter {
                images[$0].status == .active && !state.blobs.isRead($0) && !state.unusable.contains($0)
            }
        }
    }

    /// The bytes of the images, and what is freed by those that go or went.
    func bytes(of rows: ImageRows) -> ExactBytes {
        let (images, outcomes) = (rows.assessment.images, rows.outcomes)
        return state.withLock(\.blobs).bytes(of: images) { position in
            switch outcomes[position] {
            case .deleted: true
            case nil: rows.assessment.decisions[position].verdict == .expire
            default: false
            }
        }
    }
}
