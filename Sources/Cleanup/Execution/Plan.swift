import ECRClient
import Essentials
import ImageModel
import Retention

/// What is to be done to the images of a repository, in the order in which it is done.
struct Plan: Sendable {
    /// The order of deletion: parents, then children, then referrers.
    struct Level: Sendable, Hashable, Comparable {
        /// How many steps from subject to referrer lead to the image.
        var referrer = 0
        /// How many steps from index to manifest lead there since the last of these.
        var manifest = 0

        static func < (one: Level, other: Level) -> Bool {
            (one.referrer, one.manifest) < (other.referrer, other.manifest)
        }
    }

    /// Images that belong together, by their positions in the inventory.
    ///
    /// The outcome of one may depend on that of another, and on none of another family.
    struct Family: Sendable, Hashable {
        /// The images, in the order in which something is done to them.
        var members: [Int]
        /// The images that stay, and that an index of the family holds, itself or through another.
        ///
        /// A pull of one of them is a pull of the index.
        var keptDescendants: [Int]

        /// All images that the decisions about the family depend on.
        var positions: [Int] { members + keptDescendants }
    }

    /// What was decided.
    let assessment: Assessment
    /// Where each image stands in the order of deletion; empty where no image belongs to another.
    let levels: [Level]
    /// The members of the families, by their positions in the inventory, one family behind the other.
    private var members: [Int32] = []
    /// Where each family ends among the members.
    private var ends: [Int32] = []

    /// The families, that of the oldest image first, so that a run that is cut has done what was most due.
    ///
    /// Each is put together when it is asked for: of a large repository they would take more room than its images.
    var families: Families { Families(plan: self) }

    /// How many images something is to be done to.
    var imageCount: Int { members.count }

    /// Whether each family is one image.
    var isOfSingleImages: Bool { members.count == ends.count }

    /// All images to which something is to be done.
    var images: some Sequence<Image> { members.lazy.map { assessment.images[Int($0)] } }
}

extension Plan {
    /// A plan without a family yet.
    init(_ assessment: Assessment, levels: [Level], imageCount: Int) {
        self.assessment = assessment
        self.levels = levels
        members.reserveCapacity(imageCount)
        ends.reserveCapacity(imageCount)
    }

    /// Adds a family.
    ///
    /// - Parameter positions: its members, in the order in which something is done to them.
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

    /// The families in batches: as many whole ones as one request may name, and a larger one for itself.
    var batches: Batches { Batches(plan: self) }

    /// The batches of a plan, each put together when its turn comes.
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
