import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Retention
import Testing

@testable import Cleanup

@Suite("Targets that turn out to be one registry")
struct SameRegistryTests {
    /// Connects targets to the registries of their roles; each access knows uses of its own.
    private struct PlaceClientFactory: ClientFactory {
        var stages: [String?: Stage]
        var uses: [Target.Access: [ImageUse]] = [:]

        func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
            let stage = try #require(stages[target.access.roleARN])
            return TargetClients(
                registry: try stage.client(), region: try #require(Region(target.access.region ?? "eu-west-1")),
                sources: target.usageAccess.flatMap { access in
                    sources.names.map { PlaceSource(name: $0, access: access, known: uses[access] ?? []) }
                })
        }
    }

    private struct PlaceSource: UsageSource {
        static let permissions: [UsagePermission] = []
        let name: UsageSourceName
        let access: Target.Access
        let known: [ImageUse]

        func uses(in context: CallContext) -> [ImageUse] { known }
    }

    private static let role = "arn:aws:iam::123456789012:role/cleanup"
    private static let otherRole = "arn:aws:iam::222222222222:role/cleanup"
    private static let elsewhere = Target.Access(region: "us-east-1")

    private static func run(
        _ clientFactory: PlaceClientFactory, _ targets: [Target], _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        let system = try #require(clientFactory.stages.values.first).system
        return await CleanupService(clientFactory: clientFactory, system: system).run(
            .deleting {
                $0.policy.protection = Protection(inUse: Protection.defaultSources)
                $0.policy.targets = targets
                adjust(&$0)
            })
    }

    /// The caller's own registry, without and with its region, and by a role of the same account.
    private static let targets = [
        Target.own, Target(access: Target.Access(region: "eu-west-1")),
        Target(access: Target.Access(region: "eu-west-1", roleARN: role)),
    ]

    @Test("are cleaned once, counted once, and named")
    func once() async throws {
        let stage = try Stage(.stale(3) + [ImageEntry("fresh", pushed: .daysAgo(1))])
        let summary = try await Self.run(PlaceClientFactory(stages: [nil: stage, Self.role: stage]), Self.targets)
        #expect(summary.status == .succeeded)
        #expect(summary.repositories.map(\.name) == ["app"])
        #expect(summary.totals.scanned == 4)
        #expect(summary.totals.deleted == 3)
        #expect(stage.left().count == 1)
        #expect(
            summary.warnings == [
                "the registry in eu-west-1 is the same as the registry, and is cleaned once",
                "the registry in eu-west-1 of \(Self.role) is the same as the registry, and is cleaned once",
            ])
    }

    @Test("are listed once where only repositories are asked for")
    func listed() async throws {
        let stage = try Stage(.stale(3))
        let summary = try await Self.run(PlaceClientFactory(stages: [nil: stage, Self.role: stage]), Self.targets) {
            $0.action = .listRepositories
        }
        #expect(summary.repositories.map(\.name) == ["app"])
    }

    @Test("keep what any of their places uses")
    func usageAccess() async throws {
        let stage = try Stage(.stale(3))
        var clientFactory = PlaceClientFactory(stages: [nil: stage, Self.role: stage])
        let kept = try stage.digest("stale-1")
        clientFactory.uses[Self.elsewhere] = [try InUseTests.use("app@\(kept)")]
        var targets = Self.targets
        targets[2].usageFrom = [Self.elsewhere]
        let summary = try await Self.run(clientFactory, targets)
        #expect(summary.totals.deleted == 2)
        #expect(stage.left() == [kept])
        #expect(summary.sources.map(\.images) == [1, 1, 1])
    }

    @Test("keep what the places of one use that can't be listed itself", arguments: [nil, role])
    func unlisted(role: String?) async throws {
        let stage = try Stage(.stale(3))
        let denied = try Stage([], faults: [Fault(.accessDenied, of: "DescribeRepositories")])
        var clientFactory = PlaceClientFactory(stages: [Self.role: stage, nil: stage])
        let first = Target.Access(region: "eu-west-1", roleARN: role, externalID: "first")
        clientFactory.stages[role] = denied
        clientFactory.stages[role == nil ? Self.role : nil] = stage
        let kept = try stage.digest("stale-1")
        clientFactory.uses[Self.elsewhere] = [try InUseTests.use("app@\(kept)")]
        let summary = try await Self.run(
            clientFactory,
            [
                Target(access: first, usageFrom: [Self.elsewhere]),
                Target(access: Target.Access(region: "eu-west-1", roleARN: role == nil ? Self.role : nil)),
            ])
        #expect(summary.status == .partial)
        #expect(stage.left() == [kept])
    }

    @Test("are none where their accounts differ, or their regions do")
    func different() async throws {
        let stages = [
            nil: try Stage(.stale(2)),
            Self.otherRole: try Stage(
                RegistryFile(registryID: "222222222222", repositories: [RepositoryEntry("app", images: .stale(3))])),
        ]
        let summary = try await Self.run(
            PlaceClientFactory(stages: stages),
            [Target.own, Target(access: Target.Access(region: "eu-west-1", roleARN: Self.otherRole))])
        #expect(summary.repositories.map(\.counts.deleted) == [2, 3])
        #expect(summary.warnings == [#"the policy takes every image of "app""#])
        let regions = try await Self.run(
            PlaceClientFactory(stages: [nil: try Stage(.stale(2))]),
            [Target.own, Target(access: Target.Access(region: "us-east-1"))])
        #expect(regions.repositories.map(\.region) == ["eu-west-1", "us-east-1"])
    }

    @Test("are found out about without a further call")
    func calls() async throws {
        let stage = try Stage(.stale(3))
        _ = try await Self.run(PlaceClientFactory(stages: [nil: stage]), [Target.own])
        #expect(
            stage.registry.calls == [
                "DescribeRepositories": 1, "DescribeRegistry": 1, "DescribeImages": 2, "BatchDeleteImage": 1,
            ])
    }
}
