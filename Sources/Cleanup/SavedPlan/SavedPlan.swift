public import Essentials
import Formats
public import ImageModel
public import Retention

/// The images that a dry run selected, saved for a later run.
///
/// The later run deletes or archives exactly these images.
public struct SavedPlan: Sendable, Hashable {
    /// An image to delete or archive.
    public struct PlannedImage: Sendable, Hashable {
        /// The image's tags in the dry run, sorted.
        public var tags: [String]
        /// The time of the push in ISO 8601, to the second.
        ///
        /// It is `nil` if ECR does not give it.
        public var pushedAt: String?
        /// The time of the last pull, which only an announcement compares.
        public var lastPulledAt: String?
        /// The size in bytes, shown but not compared.
        public var bytes: Int64
        /// The action: `expire` or `transition`.
        public var action: Rule.Action
        /// The priority of the rule that took the image, if any.
        public var rule: Int?
        /// The reason as a sentence, which is not compared.
        public var reason: String
    }

    /// A repository with images to delete or archive.
    public struct PlannedRepository: Sendable, Hashable {
        /// The account of the registry, as 12 digits.
        public var registryID: String
        /// The code of the region.
        public var region: String
        /// The repository's name.
        public var name: RepositoryName
        /// Whether the repository is in ECR Public.
        public var isPublic: Bool
        /// The images, by digest.
        public var images: [ImageDigest: PlannedImage]
    }

    /// The part of the registry that a plan is about.
    public enum Scope: String, Sendable, Hashable {
        /// The plan is of a whole run by the configured policy.
        case all
        /// The run was limited to some repositories, or to another plan.
        case narrowed
        /// The run tried a policy that is not the configured one.
        case whatIf

        /// Whether such a plan announces the deletions that it names.
        var announces: Bool { self == .all }
    }

    /// The version of the plan file's format.
    public static let schemaVersion = 2

    /// The version of the program that made the plan.
    public var version: String?
    /// The time when the plan was made.
    public var createdAt: Date
    /// The part of the registry that the plan is about.
    ///
    /// Only a plan of a whole run can be approved, and announces deletions.
    public var scope: Scope
    /// The name of the run whose parts belong together; `nil` if the plan is whole.
    public var run: String?
    /// The origin of the policy, and its hash.
    public var policy: PolicyIdentity
    /// The repositories, in the order of the run.
    public var repositories: [PlannedRepository]
    /// The time until which the dry run read manifests, if any.
    ///
    /// ECR takes the reading for pulls, which can't be told from a workload's. So usage has to be read well after this
    /// time.
    public var manifestsReadUntil: Date?

    /// Creates a plan.
    public init(
        version: String?, createdAt: Date, scope: Scope = .all, policy: PolicyIdentity,
        repositories: [PlannedRepository]
    ) {
        self.version = version
        self.createdAt = createdAt
        self.scope = scope
        self.policy = policy
        self.repositories = repositories
    }

    /// The number of images that the plan names.
    public var imageCount: Int { repositories.reduce(0) { $0 + $1.images.count } }

    /// The time from which the dry run's own pulls keep nothing.
    public var isReadyFrom: Date? { manifestsReadUntil?.addingTimeInterval(UsageReader.tolerableAge + 1) }
}

extension SavedPlan.PlannedImage {
    /// Whether an image is still as planned, by push time and tags.
    func matches(_ image: Image) -> Bool {
        image.pushedAt?.iso8601 == pushedAt && image.tags.map(\.description).sorted() == tags
    }
}
