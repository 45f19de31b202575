import Essentials
import Formats
import ImageModel
import Retention

/// The rows of the page's list of images, as columns.
///
/// A row takes about 100 bytes and its texts. Digests name other images, which become rows when the page is written.
struct ImageTable: Sendable {
    /// The number of each row's repository.
    private(set) var repositories: [Int32] = []
    private(set) var digests: [ImageDigest] = []
    /// The tags as one text, in UTF-8.
    private(set) var tags = PackedLists<UInt8>()
    /// The times of the pushes in seconds since 1970; 0 if unknown.
    private(set) var pushed: [Int] = []
    /// The times of the last pulls in seconds since 1970; 0 if there is none.
    private(set) var pulled: [Int] = []
    private(set) var sizes: [Int64] = []
    private(set) var types = TextColumn()
    private(set) var categories: [ImageCategory] = []
    /// The priorities of the rules that decided; 0 if no rule did.
    private(set) var rules: [Int] = []
    private(set) var reasons = TextColumn()
    /// The indexes that hold each image.
    private(set) var heldBy = PackedLists<ImageDigest>()
    /// The images that each image refers to.
    private(set) var subjects = PackedLists<ImageDigest>()

    /// The number of rows.
    var count: Int { digests.count }

    /// Adds a row.
    ///
    /// - Parameter repository: the number of the image's repository.
    mutating func append(_ row: ImageReport, _ category: ImageCategory, repository: Int) {
        let image = row.image
        repositories.append(Int32(repository))
        digests.append(image.digest)
        tags.append(image.tags.map { $0.description.escapingControls() }.joined(separator: " ").utf8)
        pushed.append(Self.seconds(image.pushedAt))
        pulled.append(Self.seconds(image.lastPulledAt))
        sizes.append(image.sizeInBytes)
        types.append((image.mediaType?.description ?? "").excerpt(200))
        categories.append(category)
        rules.append(row.decision.rule ?? 0)
        reasons.append((row.note ?? row.decision.sentence).excerpt(1000))
        heldBy.append(row.heldBy)
        subjects.append(image.subjects)
    }

    private static func seconds(_ time: Date?) -> Int { time.map { Int($0.timeIntervalSince1970) } ?? 0 }

    /// Removes all rows but these.
    ///
    /// - Parameter rows: rows in ascending order.
    mutating func keep(_ rows: [Int]) {
        repositories.keep(rows)
        digests.keep(rows)
        tags.keep(rows)
        pushed.keep(rows)
        pulled.keep(rows)
        sizes.keep(rows)
        types.keep(rows)
        categories.keep(rows)
        rules.keep(rows)
        reasons.keep(rows)
        heldBy.keep(rows)
        subjects.keep(rows)
    }
}
