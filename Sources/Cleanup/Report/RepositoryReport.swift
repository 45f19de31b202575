public import ECRClient
public import ImageModel
import Retention

/// What happened in one repository.
public struct RepositoryReport: Sendable, Hashable {
    /// How it went.
    public enum Status: String, Sendable, Hashable {
        /// Everything that was planned is done, as far as the run's limit lets.
        case succeeded
        /// Some of the images failed.
        case partial
        /// Something stood in the way before the first deletion: nothing was deleted.
        case blocked
        /// Time ran out.
        case incomplete
        /// The repository could not be read, or none of its planned images deleted.
        case failed
    }

    /// The account that the registry belongs to, as 12 digits.
    public var registryID: String
    /// The code of the region.
    public var region: String
    /// The repository's name.
    public var name: RepositoryName
    /// Whether it is one of ECR Public, whose names may be those of private repositories, too.
    public var isPublic = false
    /// How it went.
    public var status: Status = .succeeded
    /// Why it did not succeed, for a person.
    ///
    /// `nil` where it did, or where its images say it.
    public var reason: String?
    /// The name of the policy's section that applied.
    public var policy: String
    /// How many images there were, and what became of them.
    public var counts = ImageCounts()
    /// How many images each rule selected, by its priority.
    ///
    /// What goes with another counts under the rule that took the other.
    public var byRule = Counter<Int>()
    /// How many images each kind of veto protected, by its name.
    public var byProtection = Counter<String>()
    /// The images that the registry refused to delete or archive.
    public var failures: [ImageFailure] = []
    /// Whether manifests were read, which ECR may have taken for pulls, though the policy looks at pull times.
    public var pullTimesMayHaveMoved = false
    /// Whether somebody deleted the repository during the run.
    var isVanished = false
    /// The number of images of the largest family that no run may delete, since it exceeds `maxImages`.
    var largestFamilyOverLimit: Int?
    /// The images that a saved plan names here, compared with those that the policy selects now.
    public var plan: PlanComparison?
    /// The registries where what is deleted here is deleted, too, as far as that was asked.
    var replicas: [RegistryLocation] = []
    /// Why a dry run does not know them.
    var replicationUnknown: String?
    /// The images, as far as the run's detail asks for them, and its line has room.
    public var images: [ImageReport] = []
    /// How many more of them there are.
    public var omittedImages = 0

    /// Creates the report of a repository in which nothing has happened yet.
    public init(registryID: String, region: String, name: RepositoryName, policy: String) {
        self.registryID = registryID
        self.region = region
        self.name = name
        self.policy = policy
    }
}

/// How many images there were, and what became of them.
///
/// One digest is one image. Every image that was scanned is in exactly one of `kept`, `protected` and `selected`; in a run that deletes, every
/// selected one is in exactly one of `deleted`, `archived`, `failed` and `skipped`.
public struct ImageCounts: Sendable, Hashable {
    /// All that the repository held.
    public var scanned = 0
    /// The sum of their sizes.
    public var bytesScanned: Int64 = 0
    /// Those that no rule took.
    public var kept = 0
    /// Those of the kept ones that a rule would take, and whose use could not be read.
    public var usageUnknown = 0
    /// Those that a rule would have taken, and something else kept.
    public var protected = 0
    /// Those that were to be deleted or archived.
    public var selected = 0
    /// Those that are gone.
    public var deleted = 0
    /// Those that are in the archive.
    public var archived = 0
    /// Those that the registry refused to delete or archive.
    public var failed = 0
    /// Those that were selected and left, for a reason of this program's.
    public var skipped = 0
    /// Those of the skipped ones that the run's limit leaves to the next run.
    public var remaining = 0
    /// The sum of the sizes of the selected ones.
    public var bytesSelected: Int64 = 0
    /// The sum of the sizes of those whose use could not be read.
    public var bytesUsageUnknown: Int64 = 0
    /// The sum of the sizes of the deleted ones.
    public var bytesDeleted: Int64 = 0
    /// The sum of the sizes of those that would be deleted, in a dry run, or were.
    var bytesGoing: Int64 = 0

    /// Creates counts that are all zero.
    public init() {}

    /// Adds the counts of another repository.
    public static func += (counts: inout ImageCounts, others: ImageCounts) {
        counts.scanned += others.scanned
        counts.bytesScanned.addUpToMaximum(others.bytesScanned)
        counts.kept += others.kept
        counts.usageUnknown += others.usageUnknown
        counts.protected += others.protected
        counts.selected += others.selected
        counts.deleted += others.deleted
        counts.archived += others.archived
        counts.failed += others.failed
        counts.skipped += others.skipped
        counts.remaining += others.remaining
        counts.bytesSelected.addUpToMaximum(others.bytesSelected)
        counts.bytesUsageUnknown.addUpToMaximum(others.bytesUsageUnknown)
        counts.bytesDeleted.addUpToMaximum(others.bytesDeleted)
        counts.bytesGoing.addUpToMaximum(others.bytesGoing)
    }

    /// Counts one image.
    mutating func count(_ report: ImageReport) {
        let bytes = report.image.countedBytes
        scanned += 1
        bytesScanned.addUpToMaximum(bytes)
        switch report.decision.verdict {
        case .keep:
            kept += 1
            if report.decision.isUsageUnknown {
                usageUnknown += 1
                bytesUsageUnknown.addUpToMaximum(bytes)
            }
        case .protect: protected += 1
        case .expire, .transition:
            selected += 1
            bytesSelected.addUpToMaximum(bytes)
        }
        switch report.outcome {
        case .kept, .wouldArchive: break
        case .wouldDelete: bytesGoing.addUpToMaximum(bytes)
        case .deleted:
            deleted += 1
            bytesDeleted.addUpToMaximum(bytes)
            bytesGoing.addUpToMaximum(bytes)
        case .archived: archived += 1
        case .failed: failed += 1
        case .skipped: skipped += 1
        }
    }
}

extension Int64 {
    /// Adds a size; a registry that tells nonsense of one must not end the process.
    fileprivate mutating func addUpToMaximum(_ size: Int64) {
        let (sum, isOver) = addingReportingOverflow(Swift.max(0, size))
        self = isOver ? .max : sum
    }
}

extension Image {
    /// What an image adds to a sum of bytes.
    ///
    /// ECR gives an index the size of its largest manifest, which is counted with that manifest already.
    var countedBytes: Int64 { mediaType?.isIndex == true ? 0 : sizeInBytes }
}
