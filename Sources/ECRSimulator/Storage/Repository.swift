import Essentials
import ImageModel

/// A repository: what `DescribeRepositories` says of it, its resource tags, and its images.
struct Repository: Sendable {
    let name: RepositoryName
    var createdAt: Date
    var tagMutability = "MUTABLE"
    var resourceTags: [String: String] = [:]
    var images: ImageTable
    /// The digests of the images that the registry file gives names.
    var digestsByName: [String: ImageDigest] = [:]
}

/// The repositories of one account, private or public.
struct Registry: Sendable {
    let kind: RegistryKind
    let id: String
    let region: String
    var repositories: [RepositoryName: Repository] = [:]
    /// The principals whose pulls leave `lastRecordedPullTime` as it is.
    var pullTimeUpdateExclusions: [String] = []
    /// Where pushed images go, and where deletions go too.
    var replication = ReplicationEntry()
    /// Deletions that the registry's destinations have not carried out yet.
    var deletionsToReplicate: [ReplicatedDeletion] = []

    /// An empty one.
    init(_ kind: RegistryKind, _ location: Location) {
        self.kind = kind
        id = location.account
        region = location.region
    }

    /// The account and the region.
    var location: Location { Location(account: id, region: region) }

    /// What the ARNs of this registry's repositories begin with.
    var arnPrefix: String {
        switch kind {
        case .ecr: location.arn("ecr", "repository/")
        case .ecrPublic: "arn:aws:ecr-public::\(id):repository/"
        }
    }

    /// What a client pulls from.
    func uri(of name: RepositoryName) -> String { uriPrefix + name.description }

    /// What precedes a repository's name in that.
    var uriPrefix: String {
        switch kind {
        case .ecr: "\(id).dkr.ecr.\(region).amazonaws.com\(location.partition == "aws-cn" ? ".cn" : "")/"
        case .ecrPublic: "public.ecr.aws/simulator/"
        }
    }

    /// Reads or changes, in place, the repository that a request names.
    ///
    /// - Throws: `RepositoryNotFoundException`, also where the request names another account's registry; and what
    ///   `body` throws.
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
