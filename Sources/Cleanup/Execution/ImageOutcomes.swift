import Synchronization

/// The outcomes of a repository's images, collected from concurrent batches.
final class ImageOutcomes: Sendable {
    private let list: Mutex<ImageOutcomeList>
    private let progress: RunProgress?

    /// Creates a collection without outcomes.
    ///
    /// - Parameters:
    ///   - count: the number of images in the inventory.
    ///   - progress: receives each outcome that is set for a single image.
    init(count: Int, progress: RunProgress? = nil) {
        list = Mutex(ImageOutcomeList(count: count))
        self.progress = progress
    }

    /// Sets the outcome of one image, and reports progress.
    func set(_ outcome: ImageOutcome, of position: Int) {
        set(outcome, of: CollectionOfOne(position))
        switch outcome {
        case .deleted: progress?.noteDeleted()
        case .archived: progress?.noteArchived()
        default: break
        }
    }

    /// Sets the same outcome for several images.
    func set(_ outcome: ImageOutcome, of positions: some Sequence<Int>) {
        list.withLock { $0.set(outcome, of: positions) }
    }

    /// Whether an image has an outcome.
    func contains(_ position: Int) -> Bool { list.withLock { $0[position] != nil } }

    /// The outcomes so far.
    var all: ImageOutcomeList { list.withLock { $0 } }
}

/// The outcome of each image, by its position in the inventory.
///
/// Images without an outcome have `nil`. Many images share an outcome, so each distinct outcome is stored once.
struct ImageOutcomeList: RandomAccessCollection, Sendable {
    private let imageCount: Int
    /// Each image's index into the outcomes, counted from 1.
    ///
    /// 0 stands for no outcome. The array is empty if no image has an outcome.
    private var entries: [Int32] = []
    private var outcomes: [ImageOutcome] = []
    private var known: [ImageOutcome: Int32] = [:]

    /// Creates a list without outcomes.
    init(count: Int) { imageCount = count }

    /// Creates a list from outcomes.
    init(_ outcomes: [ImageOutcome?]) {
        self.init(count: outcomes.count)
        for (position, outcome) in outcomes.enumerated() {
            if let outcome { set(outcome, of: CollectionOfOne(position)) }
        }
    }

    /// Sets the same outcome for several images.
    mutating func set(_ outcome: ImageOutcome, of positions: some Sequence<Int>) {
        if entries.isEmpty { entries = Array(repeating: 0, count: imageCount) }
        let index = index(of: outcome)
        for position in positions { entries[position] = index }
    }

    private mutating func index(of outcome: ImageOutcome) -> Int32 {
        if let index = known[outcome] { return index }
        outcomes.append(outcome)
        let index = Int32(outcomes.count)
        known[outcome] = index
        return index
    }

    var startIndex: Int { 0 }
    var endIndex: Int { imageCount }
    subscript(position: Int) -> ImageOutcome? {
        guard !entries.isEmpty, entries[position] > 0 else { return nil }
        return outcomes[Int(entries[position]) - 1]
    }
}
