import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Images in use in EKS")
struct EKSProtectionTests {
    private static let user = "EKS pod team/app-1 in the cluster prod"

    private static func policy(_ protection: Protection) -> Policy {
        Policy(
            sections: [
                Policy.Section(
                    name: "all", repositories: .all,
                    rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)])
            ], protection: protection)
    }

    private static func run(
        _ stage: Stage, inUse: Set<UsageSourceName> = [.eks], clusters: ClusterPatterns? = nil,
        _ adjust: (inout FixedClientFactory) throws -> Void
    ) async throws -> Summary {
        var factory = FixedClientFactory(
            registry: try stage.client(), region: try #require(Region("eu-west-1")))
        try adjust(&factory)
        return await CleanupService(clientFactory: factory, system: stage.system).run(
            .deleting { $0.policy = policy(Protection(inUse: inUse, eksClusters: clusters)) })
    }

    /// The digest of the image that two repositories have.
    private static let shared = ImageDigest("sha256:" + String(repeating: "a", count: 64))

    /// The same image in two repositories, and another in each.
    private static func stage() throws -> Stage {
        let repositories = ["app", "copy"].map { name in
            RepositoryEntry(
                name,
                images: [
                    ImageEntry("same", digest: shared, pushed: .daysAgo(40)),
                    ImageEntry("other-\(name)", pushed: .daysAgo(40)),
                ])
        }
        return try Stage(RegistryFile(repositories: repositories))
    }

    @Test("A digest that runs is kept in every repository, whatever it is called there")
    func everyRepository() async throws {
        let stage = try Self.stage()
        let used = try #require(Self.shared)
        let summary = try await Self.run(stage) { $0.digests = [used: Self.user] }
        #expect(summary.repositories.map(\.counts.protected) == [1, 1])
        #expect(summary.repositories.map(\.counts.deleted) == [1, 1])
        for name in ["app", "copy"] { #expect(stage.registry.images(in: RepositoryName(name)).map(\.digest) == [used]) }
    }

    @Test("Digests of EKS keep nothing where the policy does not ask for it")
    func notAsked() async throws {
        let stage = try Self.stage()
        let used = try #require(Self.shared)
        let summary = try await Self.run(stage, inUse: [.ecs]) { $0.digests = [used: Self.user] }
        #expect(summary.repositories.allSatisfy { $0.counts.protected == 0 })
    }

    @Test("A tag that stands in a stack is kept in every repository, if the policy asks CloudFormation")
    func tagInEveryRepository() async throws {
        let repositories = ["app", "copy"].map { name in
            RepositoryEntry(
                name,
                images: ["used", "free"].map { ImageEntry("\($0)-\(name)", tags: [ImageTag($0)], pushed: .daysAgo(40)) }
            )
        }
        for (sources, kept) in [([.cloudformation], 1), ([.ecs], 0)] as [(Set<UsageSourceName>, Int)] {
            let stage = try Stage(RegistryFile(repositories: repositories))
            let summary = try await Self.run(stage, inUse: sources) { $0.tags = ["used": "CloudFormation stack api"] }
            #expect(summary.repositories.map(\.counts.protected) == [kept, kept])
            #expect(stage.registry.images(in: "copy").flatMap(\.tags) == (kept == 1 ? ["used"] : []))
        }
    }

    @Test("A pattern that matches no cluster is a warning, unless a reading failed")
    func unmatchedPattern() async throws {
        let patterns = ClusterPatterns(NamePatterns(["prod-*", "staging"]))
        let warning = "protect.eksClusters names \"staging\", which no EKS cluster matches"
        let read = try await Self.run(try Self.stage(), clusters: patterns) { $0.clusters = ["prod-1"] }
        #expect(read.warnings.contains(warning))
        let failed = try await Self.run(try Self.stage(), clusters: patterns) {
            $0.clusters = ["prod-1"]
            $0.uses[.eks] = { throw AWSError(code: "AccessDenied", operation: "eks:ListClusters", message: "no") }
        }
        #expect(!failed.warnings.contains(warning))
        #expect(failed.repositories.allSatisfy { $0.status == .blocked })
    }

    @Test(
        "Clusters that no source reads are a warning, and a denial is none",
        arguments: [
            ([.ecs], HTTPResponse.Status.ok, true), ([], .ok, true), ([.eks], .ok, false), ([.inspector], .ok, false),
            ([.ecs], .forbidden, false),
        ] as [(Set<UsageSourceName>, HTTPResponse.Status, Bool)])
    func unaskedClusters(inUse: Set<UsageSourceName>, status: HTTPResponse.Status, warns: Bool) async throws {
        let stage = try Self.stage()
        let transport = StubTransport { _, _ in
            TransportResponse(status, text: #"{"clusters":["prod","dev"]}"#)
        }
        let summary = try await Self.run(stage, inUse: inUse) { factory in
            factory.eks = EKSClient(client: try Self.client(transport, stage.system))
        }
        let warning =
            "the account has the EKS clusters dev, prod, and the policy \"all\" asks neither eks nor inspector for what is "
            + "in use (protect.inUse): images that run there may be deleted"
        #expect(summary.warnings.contains(warning) == warns)
        #expect(transport.requests.count <= 1)
    }

    private static func client(_ transport: StubTransport, _ system: SystemContext) throws -> AWSClient {
        AWSClient(
            AWSClient.Configuration(
                service: .eks,
                endpoint: try EndpointResolver(environment: [:]).endpoint(for: .eks, in: .usEast1)),
            transport: transport, credentials: EnvironmentKeys(), system: system)
    }

    private struct EnvironmentKeys: CredentialProvider {
        func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
    }
}
