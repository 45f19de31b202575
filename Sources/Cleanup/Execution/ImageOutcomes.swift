import Synchronization

/// What became of the images of a repository, as the batches that are worked on side by side find it out.
final class ImageOutcomes: Sendable {
    /// The outcome of each image, by its position in the inventory; nothing as long as there is none at all.
    private let list: Mutex<[ImageOutcome?]>
    private let count: Int

    /// Nothing yet.
    ///
    /// - Parameter count: how many images the inventory has.
    init(count: Int) {
        self.count = count
        list = Mutex([])
    }

    /// Notes what became of an image.
    func set(_ outcome: ImageOutcome, of position: Int) { set(outcome, of: CollectionOfOne(position)) }

    /// Gives images the same outcome.
    func set(_ outcome: ImageOutcome, of positions: some Sequence<Int>) {
        list.withLock { list in
            if list.isEmpty { list = Array(repeating: nil, count: count) }
            for position in positions { list[position] = outcome }
        }
    }

    /// What became of each image, by its position; empty where nothing was done to any.
    var all: [ImageOutcome?] { list.withLock { $0 } }
}
