import Synchronization

/// What became of the images of a repository, as the batches that are worked on side by side find it out.
final class ImageOutcomes: Sendable {
    private let list: Mutex<ImageOutcomeList>
    private let progress: RunProgress?

    /// Nothing yet.
    ///
    /// - Parameters:
    ///   - count: how many images the inventory has.
    ///   - progress: is told of each image's outcome.
    init(count: Int, progress: RunProgress? = nil) {
        list = Mutex(ImageOutcomeList(count: count))
        self.progress = progress
    }

    /// Notes what became of an image.
    func set(_ outcome: ImageOutcome, of position: Int) {
        set(outcome, of: CollectionOfOne(position))
        switch outcome {
        case .deleted: progress?.noteDeleted()
        case .archived: progress?.noteArchived()
        default: break
        }
    }

    /// Gives images the same outcome.
    func set(_ outcome: ImageOutcome, of positions: some Sequence<Int>) {
        list.withLock { $0.set(outcome, of: positions) }
    }

    /// Whether it is known what became of an image.
    func contains(_ position: Int) -> Bool { list.withLock { $0[position] != nil } }

    /// What became of each image so far.
    var all: ImageOutcomeList { list.withLock { $0 } }
}

/// What became of each image, by its position in the inventory; `nil` where nothing was done.
///
/// Most images have the outcome of many others: each outcome is kept once.
struct ImageOutcomeList: RandomAccessCollection, Sendable {
    private let imageCount: Int
    /// Of each image, where its outcome stands, counted from one; empty where there is none at all.
    private var entries: [Int32] = []
    private var outcomes: [ImageOutcome] = []
    private var known: [ImageOutcome: Int32] = [:]

    /// No outcomes.
    init(count: Int) { imageCount = count }

    /// The outcomes of a list.
    init(_ outcomes: [ImageOutcome?]) {
        self.init(count: outcomes.count)
        for (position, outcome) in outcomes.enumerated() {
            if let outcome { set(outcome, of: CollectionOfOne(position)) }
        }
    }

    /// Gives images the same outcome.
    mutating func set(_ outcome: ImageOutcome, of positions: some Sequence<Int>) {
        if entries.isEmpty { entries = Array(repeating: 0, count: imageCount) }
        let place = place(of: outcome)
        for position in positions { entries[position] = place }
    }

    private mutating func place(of outcome: ImageOutcome) -> Int32 {
        if let place = known[outcome] { return place }
        outcomes.append(outcome)
        let place = Int32(outcomes.count)
        known[outcome] = place
        return place
    }

    var startIndex: Int { 0 }
    var endIndex: Int { imageCount }
    subscript(position: Int) -> ImageOutcome? {
        guard !entries.isEmpty, entries[position] > 0 else { return nil }
        return outcomes[Int(entries[position]) - 1]
    }
}
