import Essentials
import ImageModel

/// A repository: its description, its resource tags and its images.
struct Repository: Sendable {
    let name: RepositoryName
    var createdAt: Date
    var tagMutability = "MUTABLE"
    var resourceTags: [String: String] = [:]
    /// The repository's own lifecycle policy, as text.
    var lifecyclePolicy: String?
    var lifecyclePolicyEvaluatedAt: Date?
    /// Whether each pushed image is scanned, by the repository's own setting.
    var scanOnPush = false
    /// The latest preview of a lifecycle policy.
    var preview: StoredPreview?
    var images: ImageTable
    /// The digests of images with names in the registry file.
    var digestsByName: [String: ImageDigest] = [:]
}

/// The repositories of one account, private or public.
struct Registry: Sendable {
    let kind: RegistryKind
    let id: String
    let region: String
    var repositories: [RepositoryName: Repository] = [:]
    /// The principals whose pulls leave `lastRecordedPullTime` unchanged.
    var pullTimeUpdateExclusions: [String] = []
    /// The destinations of pushed images and of deletions.
    var replication = ReplicationEntry()
    /// The images that the registry scans.
    var scanning = ScanningEntry()
    /// The settings of lifecycle previews.
    var lifecyclePreviews = LifecyclePreviews()
    /// Deletions not yet performed at the registry's destinations.
    var deletionsToReplicate: [ReplicatedDeletion] = []

    /// Creates an empty registry.
    init(_ kind: RegistryKind, _ location: Location) {
        self.kind = kind
        id = location.account
        region = location.region
    }

    /// The account and the region.
    var location: Location { Location(account: id, region: region) }

    /// The prefix of the repositories' ARNs.
    var arnPrefix: String {
        switch kind {
        case .ecr: location.arn("ecr", "repository/")
        case .ecrPublic: "arn:aws:ecr-public::\(id):repository/"
        }
    }

    /// The URI from which clients pull.
    func uri(of name: RepositoryName) -> String { uriPrefix + name.description }

    /// The URI before the repository's name.
    var uriPrefix: String {
        switch kind {
        case .ecr: "\(id).dkr.ecr.\(region).amazonaws.com\(location.partition == "aws-cn" ? ".cn" : "")/"
        case .ecrPublic: "public.ecr.aws/simulator/"
        }
    }

    /// Reads or changes the repository of a request in place.
    ///
    /// - Throws: `RepositoryNotFoundException`, also for another account's registry; errors of `body`.
    mutating func withRepository<Result>(
        _ name: String, registryID: String?, _ body: (inout Repository) throws -> Result
    ) throws -> Result {
        try Constraint.repositoryName(name)
        guard registryID == nil || registryID == id, let index = repositories.index(forKey: RepositoryName(name)) else {
            throw ServiceError.repositoryNotFound(name, registryID: registryID ?? id)
        }
        return try body(&repositories.values[index])
    }
}
