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

    func clients(to target: Target, sources: Set<UsageSourceName>) -> TargetClients {
        TargetClients(
            registry: registry, region: region, sts: sts,
            sources: sources.map { FixedSource(name: $0, known: uses[$0] ?? { [] }, repositories: seen[$0]) })
    }
}

/// A source that answers what a test gave it.
private struct FixedSource: UsageSource {
    let name: UsageSourceName
    let known: @Sendable () async throws -> [ImageUse]
    let repositories: Set<UsageAnswer.Repository>?

    func uses(in context: CallContext) async throws -> [ImageUse] { try await known() }

    func answer(in context: CallContext) async throws -> UsageAnswer {
        UsageAnswer(uses: try await known(), repositories: repositories)
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
