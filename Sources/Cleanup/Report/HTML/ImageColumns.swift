import Formats
import ImageModel
import Retention

/// The columns of the image list that refer to other data.
///
/// Their values are positions in a list of texts, or other rows.
struct ImageColumns {
    /// Distinct texts, in the order of their first use.
    struct TextList {
        private(set) var values: [String] = []
        private var positions: [String: Int] = [:]

        /// The position of a text, which is added if it is new.
        mutating func position(of text: String) -> Int {
            if let position = positions[text] { return position }
            positions[text] = values.count
            values.append(text)
            return values.count - 1
        }
    }

    private(set) var types = TextList()
    private(set) var reasons = TextList()
    /// The media type of each image, as a position in `types`.
    private(set) var type: [Int] = []
    /// The reason of each image, as a position in `reasons`.
    private(set) var reason: [Int] = []
    /// The rows of the indexes that hold an image.
    private(set) var heldBy: [(row: Int, parents: [Int])] = []
    /// The rows of the images that an image refers to.
    private(set) var subjects: [(row: Int, parents: [Int])] = []

    init(of summary: Summary) {
        for report in summary.repositories { add(report) }
    }

    private mutating func add(_ report: RepositoryReport) {
        let first = type.count
        // Lazy, since most repositories have no links to look up.
        lazy var rows = Dictionary(
            zip(report.images.lazy.map(\.image.digest), first...), uniquingKeysWith: { one, _ in one })
        for (offset, row) in report.images.enumerated() {
            type.append(types.position(of: (row.image.mediaType?.description ?? "").excerpt(200)))
            reason.append(reasons.position(of: (row.note ?? row.decision.sentence).excerpt(1000)))
            if !row.heldBy.isEmpty { heldBy.append((first + offset, row.heldBy.compactMap { rows[$0] })) }
            let named = row.image.subjects
            if !named.isEmpty { subjects.append((first + offset, named.compactMap { rows[$0] })) }
        }
    }
}
