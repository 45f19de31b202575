public import Essentials
import Formats
public import ImageModel
public import Retention

/// The images that a dry run would delete or archive, kept so that a later run does exactly that.
public struct SavedPlan: Sendable, Hashable {
    /// An image that something is to be done to.
    public struct PlannedImage: Sendable, Hashable {
        /// The tags that it had, sorted.
        public var tags: [String]
        /// The time of its push, as ISO 8601 to the second; `nil` where ECR does not say it.
        public var pushedAt: String?
        /// The time of its last pull, likewise; it is shown, and not compared.
        public var lastPulledAt: String?
        /// Its size, in bytes; it is shown, and not compared.
        public var bytes: Int64
        /// Its end: `expire` or `transition`.
        public var action: Rule.Action
        /// The priority of the rule that took it; `nil` where no rule did.
        public var rule: Int?
        /// The reason, for a person; it is not compared.
        public var reason: String
    }

    /// A repository with images that something is to be done to.
    public struct PlannedRepository: Sendable, Hashable {
        /// The account of its registry, as 12 digits.
        public var registryID: String
        /// The code of its region.
        public var region: String
        /// Its name.
        public var name: RepositoryName
        /// Whether it is one of ECR Public.
        public var isPublic: Bool
        /// The images, by digest.
        public var images: [ImageDigest: PlannedImage]
    }

    /// The version of the form that plans are written in.
    public static let schemaVersion = 1

    /// The version of the program that made the plan.
    public var version: String?
    /// The time when the plan was made.
    public var createdAt: Date
    /// The origin of the policy, and its hash.
    public var policy: PolicyIdentity
    /// The repositories, in the order of the run.
    public var repositories: [PlannedRepository]
    /// The time until which the dry run read manifests, which ECR takes for pulls; `nil` where it read none.
    ///
    /// Nobody can tell these from a workload's, so that usage has to be read well after them.
    public var manifestsReadUntil: Date?

    /// Creates a plan.
    public init(version: String?, createdAt: Date, policy: PolicyIdentity, repositories: [PlannedRepository]) {
        self.version = version
        self.createdAt = createdAt
        self.policy = policy
        self.repositories = repositories
    }

    /// The number of images that the plan names.
    public var imageCount: Int { repositories.reduce(0) { $0 + $1.images.count } }

    /// The time from which the plan's own reading of manifests keeps nothing any more.
    public var isReadyFrom: Date? { manifestsReadUntil?.addingTimeInterval(UsageReader.tolerableAge + 1) }
}

extension SavedPlan.PlannedImage {
    /// Whether an image is still the one that was planned: by its push time and its tags.
    func matches(_ image: Image) -> Bool {
        image.pushedAt?.iso8601 == pushedAt && image.tags.map(\.description).sorted() == tags
    }
}
