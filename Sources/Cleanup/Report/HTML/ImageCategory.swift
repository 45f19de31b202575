import Retention

/// The category of an image in the charts and the list.
enum ImageCategory: Int, CaseIterable, Sendable {
    /// The image is deleted, or would be.
    case goes
    /// The image is archived, or would be.
    case archived
    /// The image was selected, but the action failed or was skipped.
    case left
    /// A rule would select the image, but it is in use.
    case inUse
    /// A rule would select the image, but its usage is unknown.
    case unknown
    /// A rule would select the image, but another veto protects it.
    case protected
    /// No rule selects the image.
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

    /// Whether the image was to be deleted or archived.
    var isSelected: Bool { self == .goes || self == .archived || self == .left }

    /// The style sheet's class for the category's colour.
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

/// The numbers and bytes of images, by category.
struct CategorySums: Sendable {
    private var counts = [Int](repeating: 0, count: ImageCategory.allCases.count)
    private var sizes = [Int64](repeating: 0, count: ImageCategory.allCases.count)

    /// Adds an image.
    mutating func add(_ category: ImageCategory, bytes: Int64) {
        counts[category.rawValue] += 1
        sizes[category.rawValue].addUpToMaximum(bytes)
    }

    /// The number of images in a category.
    func count(_ category: ImageCategory) -> Int { counts[category.rawValue] }

    /// The bytes of the images in a category.
    func bytes(_ category: ImageCategory) -> Int64 { sizes[category.rawValue] }

    /// The number of all images.
    var count: Int { counts.reduce(0, +) }

    /// The categories that have images.
    var categories: [ImageCategory] { ImageCategory.allCases.filter { count($0) > 0 } }
}
