import AWSClient
import Cleanup
import ECRClient
import ImageModel
import ImageUsage
import Retention

/// Connects every target to the same registry, and answers for each source with what a test gave it.
struct FixedClientFactory: ClientFactory {
    let registry: ECRClient
    let region: Region
    var sts: STSClient?
    /// What each source knows; one that is not among them knows of no use.
    var uses: [UsageSourceName: @Sendable () async throws -> [ImageUse]] = [:]
    /// Of which repositories a source sees uses; one that is not among them sees those of all.
    var seen: [UsageSourceName: Set<UsageAnswer.Repository>] = [:]
    /// The sources that are lists.
    var lists: [ImageList: any UsageSource] = [:]
    /// The digests that run under any name, by the source `eks`.
    var digests: [ImageDigest: String] = [:]
    /// The tags that are in use in any repository, by the source `cloudformation`.
    var tags: [ImageTag: String] = [:]
    /// The clusters that the source `eks` reads.
    var clusters: Set<String>?
    /// Lists clusters for a warning.
    var eks: EKSClient?

    func clients(to target: Target, sources: UsageSources) -> TargetClients {
        TargetClients(
            registry: registry, region: region, sts: sts, eks: eks,
            sources: sources.names.map { name in
                FixedSource(
                    name: name, known: uses[name] ?? { [] }, repositories: seen[name],
                    digests: name == .eks ? digests : [:], tags: name == .cloudformation ? tags : [:],
                    clusters: name == .eks ? clusters : nil)
            } + sources.lists.compactMap { lists[$0] })
    }
}

/// A source that answers what a test gave it.
private struct FixedSource: UsageSource {
    static let permissions: [UsagePermission] = []
    let name: UsageSourceName
    let known: @Sendable () async throws -> [ImageUse]
    let repositories: Set<UsageAnswer.Repository>?
    let digests: [ImageDigest: String]
    let tags: [ImageTag: String]
    let clusters: Set<String>?

    func uses(in context: CallContext) async throws -> [ImageUse] { try await known() }

    func answer(in context: CallContext) async throws -> UsageAnswer {
        var answer = UsageAnswer(uses: try await known(), repositories: repositories)
        answer.digests = digests
        answer.tags = tags
        answer.clusters = clusters
        return answer
    }
}

extension CleanupService {
    /// A service for one registry, whose images nothing uses.
    init(registry: ECRClient, region: Region, sts: STSClient? = nil, system: SystemContext, width: Int = 8) {
        self.init(
            clientFactory: FixedClientFactory(registry: registry, region: region, sts: sts), system: system,
            width: width)
    }
}
