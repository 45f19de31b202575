import AWSClient
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

    /// The images of one repository; `nil` where the plan does not name it.
    func images(of report: RepositoryReport) -> [ImageDigest: PlannedImage]? {
        repositories.first { $0.isOf(report) }?.images
    }
}

extension SavedPlan {
    /// The plan of a dry run.
    ///
    /// It names what the run would delete or archive: what a limit leaves to the next run is not part of it.
    ///
    /// - Parameter summary: a dry run's, with a report of every selected image.
    public init(of summary: Summary, policy: PolicyIdentity) {
        self.init(
            version: summary.version, createdAt: summary.startedAt, policy: policy,
            repositories: summary.repositories.compactMap { report in
                var images: [ImageDigest: PlannedImage] = [:]
                for row in report.images where row.outcome == .wouldDelete || row.outcome == .wouldArchive {
                    images[row.image.digest] = PlannedImage(row)
                }
                guard !images.isEmpty else { return nil }
                return PlannedRepository(
                    registryID: report.registryID, region: report.region, name: report.name, isPublic: report.isPublic,
                    images: images)
            })
        let reads = summary.calls.calls.contains { $0.key.hasSuffix("BatchGetImage") && $0.value > 0 }
        manifestsReadUntil = reads ? summary.startedAt.addingTimeInterval(summary.duration) : nil
    }

    /// The time from which the plan's own reading of manifests keeps nothing any more.
    public var isReadyFrom: Date? { manifestsReadUntil?.addingTimeInterval(UsageReader.tolerableAge + 1) }
}

extension SavedPlan.PlannedImage {
    init(_ row: ImageReport) {
        self.init(
            tags: row.image.tags.map(\.description).sorted(), pushedAt: row.image.pushedAt?.iso8601,
            lastPulledAt: row.image.lastPulledAt?.iso8601, bytes: row.image.countedBytes,
            action: row.outcome == .wouldArchive ? .transition : .expire, rule: row.decision.rule,
            reason: row.decision.sentence)
    }

    /// Whether an image is still the one that was planned: by its push time and its tags.
    func matches(_ image: Image) -> Bool {
        image.pushedAt?.iso8601 == pushedAt && image.tags.map(\.description).sorted() == tags
    }
}

extension SavedPlan {
    /// The comparison of all that the plan names with a run that was narrowed to it.
    func comparison(with summary: Summary) -> PlanComparison {
        var sum = summary.repositories.reduce(into: PlanComparison()) { $0 += $1.plan ?? PlanComparison() }
        for planned in repositories {
            let report = summary.repositories.first(where: planned.isOf)
            guard report?.plan == nil else { continue }
            sum.named += planned.images.count
            // A repository that no listing has is gone with its images, if every registry was listed.
            if report == nil, summary.registryStatuses.isEmpty { sum.gone += planned.images.count }
        }
        return sum
    }
}

extension SavedPlan.PlannedRepository {
    /// Whether a report is of this repository.
    func isOf(_ report: RepositoryReport) -> Bool {
        (registryID, region, name, isPublic) == (report.registryID, report.region, report.name, report.isPublic)
    }
}
