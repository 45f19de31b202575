import Retention

/// What happens to an image, as the charts and the list show it.
enum ImageCategory: Int, CaseIterable, Sendable {
    /// It is deleted, or would be.
    case goes
    /// It is archived, or would be.
    case archived
    /// It was selected and left: it failed, or something stood in the way.
    case left
    /// A rule would take it, and something uses it.
    case inUse
    /// A rule would take it, and its use could not be read.
    case unknown
    /// A rule would take it, and another veto keeps it.
    case protected
    /// No rule takes it.
    case kept

    init(of report: ImageReport) {
        switch report.outcome {
        case .wouldDelete, .deleted: self = .goes
        case .wouldArchive, .archived: self = .archived
        case .failed, .skipped: self = .left
        case .kept:
            if case .protected(let veto, _) = report.decision.reason {
                self = veto.name == "inUse" ? .inUse : .protected
            } else {
                self = report.decision.isUsageUnknown ? .unknown : .kept
            }
        }
    }

    /// The class of its colour in the style sheet.
    var styleClass: String { "\(self)" }

    /// The name in a legend.
    func label(isDryRun: Bool) -> String {
        switch self {
        case .goes: isDryRun ? "goes" : "deleted"
        case .archived: isDryRun ? "to the archive" : "archived"
        case .left: "selected, but left"
        case .inUse: "in use"
        case .unknown: "use unknown"
        case .protected: "protected"
        case .kept: "kept"
        }
    }
}

/// Numbers and bytes of images by what happens to them.
struct CategorySums: Sendable {
    private var counts = [Int](repeating: 0, count: ImageCategory.allCases.count)
    private var sizes = [Int64](repeating: 0, count: ImageCategory.allCases.count)

    /// Adds images.
    mutating func add(_ category: ImageCategory, bytes: Int64, count: Int = 1) {
        counts[category.rawValue] += count
        sizes[category.rawValue].addUpToMaximum(bytes)
    }

    /// The number of images of a kind.
    func count(_ category: ImageCategory) -> Int { counts[category.rawValue] }

    /// The bytes of the images of a kind.
    func bytes(_ category: ImageCategory) -> Int64 { sizes[category.rawValue] }

    /// The number of all images.
    var count: Int { counts.reduce(0, +) }

    /// The kinds of which there are images.
    var categories: [ImageCategory] { ImageCategory.allCases.filter { count($0) > 0 } }

    static func += (sums: inout CategorySums, others: CategorySums) {
        for category in others.categories {
            sums.add(category, bytes: others.bytes(category), count: others.count(category))
        }
    }
}
