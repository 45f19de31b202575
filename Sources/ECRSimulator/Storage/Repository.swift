import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

/// The repositories of one account in one service.
struct Registry: Sendable {
    let service: Service
    let id: String
    let region: String
    var repositories: [RepositoryName: Repository] = [:]
    /// The principals whose pulls leave `lastRecordedPullTime` as it is.
    var pullTimeUpdateExclusions: [String] = []
    /// Who calls, as far as exclusions go.
    var callerARN: String

    /// The partition that the region belongs to, as ARNs name it.
    private var partition: String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// What the ARNs of this registry's repositories begin with.
    var arnPrefix: String {
        switch service {
        case .ecr: "arn:\(partition):ecr:\(region):\(id):repository/"
        case .ecrPublic: "arn:aws:ecr-public::\(id):repository/"
        }
    }

    /// What a client pulls from.
    func uri(of name: RepositoryName) -> String {
        switch service {
        case .ecr: "\(id).dkr.ecr.\(region).amazonaws.com\(partition == "aws-cn" ? ".cn" : "")/\(name)"
        case .ecrPublic: "public.ecr.aws/simulator/\(name)"
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
