public import ECRClient
public import ImageModel
import Retention

/// The result of a run in one repository.
public struct RepositoryReport: Sendable, Hashable {
    /// The status of the work on a repository.
    public enum Status: String, Sendable, Hashable {
        /// Everything planned was done, as far as the run's limit allows.
        case succeeded
        /// Some of the images failed.
        case partial
        /// An obstacle was found before the first deletion: nothing was deleted.
        case blocked
        /// The work was not finished, for example because time ran out.
        case incomplete
        /// The repository could not be read, or no planned deletion succeeded.
        case failed
    }

    /// The account that the registry belongs to, as 12 digits.
    public var registryID: String
    /// The code of the region.
    public var region: String
    /// The repository's name.
    public var name: RepositoryName
    /// Whether the repository is in ECR Public.
    ///
    /// A private repository may have the same name.
    public var isPublic = false
    /// The status of the work on the repository.
    public var status: Status = .succeeded
    /// The reason for the status, as a sentence.
    ///
    /// It is `nil` if there is nothing to explain, or if the images' reports explain it.
    public var reason: String?
    /// The name of the policy's section that applied.
    public var policy: String
    /// The numbers of images, by decision and outcome.
    public var counts = ImageCounts()
    /// The number of images that each rule selected, by priority.
    ///
    /// An image that goes with another counts under the rule that took the other.
    public var byRule = Counter<Int>()
    /// The number of images that each kind of veto protected, by name.
    public var byProtection = Counter<String>()
    /// The bytes with each layer counted once; `nil` if layers were not counted.
    public var exactBytes: ExactBytes?
    /// The reason why images that could be pulled were left out of these bytes.
    var exactBytesFailure: String?
    /// The images that the registry refused to delete or archive.
    public var failures: [ImageFailure] = []
    /// Whether reading manifests may have moved pull times that matter.
    ///
    /// They matter if the policy looks at pull times.
    public var pullTimesMayHaveMoved = false
    /// Whether everything was read that the decisions rest on.
    ///
    /// A plan names only images of such a repository.
    var isDecided = false
    /// Whether somebody deleted the repository during the run.
    var isVanished = false
    /// The size of the largest family that exceeds `maxImages`.
    ///
    /// No run may delete such a family.
    var largestFamilyOverLimit: Int?
    /// The comparison of the saved plan with the present selection here.
    public var plan: PlanComparison?
    /// The registries where deletions here delete too, if they were read.
    var replicas: [RegistryLocation] = []
    /// The reason that a dry run does not know these registries.
    var replicationUnknown: String?
    /// The advice about the repository.
    var advice: [Advice] = []
    /// The reports of the images that the run's detail asks for.
    ///
    /// There are no more than the run has room for.
    public var images: [ImageReport] = []
    /// The number of image reports that were left out.
    public var omittedImages = 0

    /// Creates the report of a repository in which nothing has happened yet.
    public init(registryID: String, region: String, name: RepositoryName, policy: String) {
        self.registryID = registryID
        self.region = region
        self.name = name
        self.policy = policy
    }
}

/// The numbers of images and their sizes, by decision and outcome.
///
/// One digest is one image. Every scanned image is in exactly one of `kept`, `protected` and `selected`. In a run that
/// deletes, every selected image is in exactly one of `deleted`, `archived`, `failed` and `skipped`.
public struct ImageCounts: Sendable, Hashable {
    /// All images in the repository.
    public var scanned = 0
    /// The size of all images, in bytes.
    public var bytesScanned: Int64 = 0
    /// The images that are neither protected nor selected.
    public var kept = 0
    /// The kept images that a rule would take, with unknown use.
    public var usageUnknown = 0
    /// The images that a rule would take, but a veto keeps.
    public var protected = 0
    /// The images that were to be deleted or archived.
    public var selected = 0
    /// The images that were deleted.
    public var deleted = 0
    /// The images that were archived.
    public var archived = 0
    /// The images that could not be deleted or archived.
    public var failed = 0
    /// The selected images that this program left.
    public var skipped = 0
    /// The skipped images that the run's limit leaves to the next run.
    public var remaining = 0
    /// The size of the selected images, in bytes.
    public var bytesSelected: Int64 = 0
    /// The size of the images with unknown use, in bytes.
    public var bytesUsageUnknown: Int64 = 0
    /// The size of the deleted images, in bytes.
    public var bytesDeleted: Int64 = 0
    /// The size of images that were or would be deleted, in bytes.
    var bytesGoing: Int64 = 0
    /// The images that were or would be archived.
    var toArchive = 0

    /// Creates counts of zero.
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
        counts.toArchive += others.toArchive
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
        case .kept: break
        case .wouldArchive: toArchive += 1
        case .wouldDelete: bytesGoing.addUpToMaximum(bytes)
        case .deleted:
            deleted += 1
            bytesDeleted.addUpToMaximum(bytes)
            bytesGoing.addUpToMaximum(bytes)
        case .archived:
            archived += 1
            toArchive += 1
        case .failed: failed += 1
        case .skipped: skipped += 1
        }
    }
}

extension Int64 {
    /// Adds a size, up to the maximum of the type.
    ///
    /// A nonsensical size from a registry must not end the process.
    mutating func addUpToMaximum(_ size: Int64) {
        let (sum, isOver) = addingReportingOverflow(Swift.max(0, size))
        self = isOver ? .max : sum
    }
}

extension Image {
    /// The bytes that an image adds to a sum.
    ///
    /// ECR gives an index the size of its largest manifest, which is counted with that manifest already.
    var countedBytes: Int64 { mediaType?.isIndex == true ? 0 : sizeInBytes }
}
