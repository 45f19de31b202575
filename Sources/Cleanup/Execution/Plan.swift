import ECRClient
import Essentials
import ImageModel
import Retention

/// The images of a repository to delete or archive, in order.
struct Plan: Sendable {
    /// A step in the order of deletion: parents, children, then referrers.
    struct Level: Sendable, Hashable, Comparable {
        /// The number of subject-to-referrer steps that lead to the image.
        var referrer = 0
        /// The number of index-to-manifest steps since the last referrer step.
        var manifest = 0

        static func < (one: Level, other: Level) -> Bool {
            (one.referrer, one.manifest) < (other.referrer, other.manifest)
        }
    }

    /// Images that belong together, by their positions in the inventory.
    ///
    /// Outcomes within a family may depend on each other, but not on other families.
    struct Family: Sendable, Hashable {
        /// The images to delete or archive, in order.
        var members: [Int]
        /// The images that stay, but that an index of the family holds.
        ///
        /// The index may hold them through other indexes. A pull of such an image is a pull of the index.
        var keptDescendants: [Int]

        /// All images that the decisions about the family depend on.
        var positions: [Int] { members + keptDescendants }
    }

    /// The images and the decisions about them.
    let assessment: Assessment
    /// Each image's level in the order of deletion; empty without links.
    let levels: [Level]
    /// The members of all families, one family after the other.
    ///
    /// Members are positions in the inventory.
    private var members: [Int32] = []
    /// The end of each family in the list of members.
    private var ends: [Int32] = []

    /// The families, starting with the family of the oldest image.
    ///
    /// An interrupted run has then done the most urgent part. Each family is created on demand: all families of a large
    /// repository would take more memory than its images.
    var families: Families { Families(plan: self) }

    /// The number of images to delete or archive.
    var imageCount: Int { members.count }

    /// Whether each family has only one member.
    var isOfSingleImages: Bool { members.count == ends.count }

    /// All images to delete or archive.
    var images: some Sequence<Image> { members.lazy.map { assessment.images[Int($0)] } }
}

extension Plan {
    /// Creates a plan without families.
    init(_ assessment: Assessment, levels: [Level], imageCount: Int) {
        self.assessment = assessment
        self.levels = levels
        members.reserveCapacity(imageCount)
        ends.reserveCapacity(imageCount)
    }

    /// Adds a family.
    ///
    /// - Parameter positions: its members, in the order of the actions on them.
    mutating func append(_ positions: some Sequence<Int32>) {
        members.append(contentsOf: positions)
        ends.append(Int32(members.count))
    }

    /// The members of a family, by their positions in the inventory.
    func positions(ofFamily family: Int) -> ArraySlice<Int32> {
        members[(family == 0 ? 0 : Int(ends[family - 1]))..<Int(ends[family])]
    }

    /// The families of a plan.
    struct Families: RandomAccessCollection, Sendable {
        fileprivate let plan: Plan

        var startIndex: Int { 0 }
        var endIndex: Int { plan.ends.count }
        subscript(index: Int) -> Family { plan.family(of: plan.positions(ofFamily: index)) }
    }

    /// The families in batches.
    ///
    /// A batch has as many whole families as one request may name. A larger family has a batch of its own.
    var batches: Batches { Batches(plan: self) }

    /// The batches of a plan, each created on demand.
    struct Batches: Sequence, IteratorProtocol, Sendable {
        fileprivate let plan: Plan
        private var family = 0

        fileprivate init(plan: Plan) { self.plan = plan }

        mutating func next() -> [Family]? {
            guard family < plan.ends.count else { return nil }
            var batch = [plan.families[family]]
            var room = ECRClient.maximumBatchSize - batch[0].members.count
            family += 1
            while family < plan.ends.count, plan.positions(ofFamily: family).count <= room {
                batch.append(plan.families[family])
                room -= plan.positions(ofFamily: family).count
                family += 1
            }
            return batch
        }
    }
}
