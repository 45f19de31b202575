import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Where a registry replicates deletions")
struct ReplicatedDeletionTests {
    private static let account = "123456789012"
    private static let there = Location(account: account, region: "us-east-1")

    /// Connects each region of one simulated registry; sources know what a test gave them, by region.
    private struct Regions: ClientFactory {
        let stage: Stage
        var transport: (any Transport)?
        var uses: [String: [ImageUse]] = [:]

        func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
            let region = try #require(Region(target.access.region ?? "eu-west-1"))
            return TargetClients(
                registry: try stage.client(in: region, through: transport), region: region,
                sources: target.usageAccess.flatMap { place in
                    sources.names.map { Source(name: $0, known: uses[place.region ?? "eu-west-1"] ?? []) }
                })
        }
    }

    private struct Source: UsageSource {
        static let permissions: [UsagePermission] = []
        let name: UsageSourceName
        let known: [ImageUse]

        func uses(in context: CallContext) -> [ImageUse] { known }
    }

    private func stage(replicatesDeletions: Bool = true, prefixes: [String]? = nil) throws -> Stage {
        let images = [
            ImageEntry("one", tags: ["v1"], pushed: .daysAgo(40)), ImageEntry("two", pushed: .daysAgo(40)),
        ]
        return try Stage(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: images)],
                registries: [RegistryEntry(Self.there, repositories: [RepositoryEntry("app", images: images)])],
                replication: ReplicationEntry([
                    .init(to: [Self.there], prefixes: prefixes, replicatesDeletions: replicatesDeletions)
                ])))
    }

    private static let bothPlaces = [Target.Access(region: "eu-west-1"), Target.Access(region: "us-east-1")]
    private static let byPush = Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)
    private static let byPull = Rule(priority: 1, tagStatus: .any, count: .sinceImagePulled(days: 15), action: .expire)

    private func run(
        _ clientFactory: Regions, rule: Rule = byPush, inUse: Set<UsageSourceName> = [.ecs, .lambda],
        usageFrom: [Target.Access]? = bothPlaces, isDryRun: Bool = false,
        _ change: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        await CleanupService(clientFactory: clientFactory, system: clientFactory.stage.system).run(
            .deleting {
                $0.isDryRun = isDryRun
                $0.policy.sections[0].rules = [rule]
                $0.policy.protection = Protection(inUse: inUse)
                $0.policy.targets = [Target(usageFrom: usageFrom)]
                change(&$0)
            })
    }

    private func use(of digest: ImageDigest, in region: String) throws -> ImageUse {
        let text = "\(Self.account).dkr.ecr.\(region).amazonaws.com/app@\(digest)"
        return ImageUse(reference: try #require(ImageReference(text)), isRunning: true, user: "ECS task t-1")
    }

    @Test("a use of the replica keeps the source, and what nothing uses goes in both places")
    func use() async throws {
        let stage = try stage()
        let used = try stage.digest("one")
        let clientFactory = Regions(stage: stage, uses: ["us-east-1": [try use(of: used, in: "us-east-1")]])
        let summary = try await run(clientFactory)
        #expect(summary.status == .succeeded)
        #expect(stage.left() == [used])
        #expect(stage.registry.images(in: "app", of: .ecr(Self.there)).map(\.digest) == [used])
    }

    @Test("a replica that is used by a tag keeps every image, since its tags are not read", arguments: [true, false])
    func tag(isRunning: Bool) async throws {
        let stage = try stage()
        let text = "\(Self.account).dkr.ecr.us-east-1.amazonaws.com/app:v9"
        let use = ImageUse(
            reference: try #require(ImageReference(text)), isRunning: isRunning, user: "ECS task definition d:1")
        let summary = try await run(Regions(stage: stage, uses: ["us-east-1": [use]]))
        #expect(summary.status == .succeeded)
        #expect(stage.left().count == 2)
    }

    @Test(
        "an image stays whose copy there has a tag that it lacks, or is younger",
        arguments: [
            ImageEntry("two", tags: ["prod"], pushed: .daysAgo(40)), ImageEntry("two", pushed: .daysAgo(3)),
        ])
    func copyDiffers(copy: ImageEntry) async throws {
        let images = [
            ImageEntry("one", tags: ["v1"], pushed: .daysAgo(40)), ImageEntry("two", pushed: .daysAgo(40)),
        ]
        let stage = try Stage(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: images)],
                registries: [
                    RegistryEntry(Self.there, repositories: [RepositoryEntry("app", images: [images[0], copy])])
                ],
                replication: ReplicationEntry([.init(to: [Self.there], replicatesDeletions: true)])))
        let kept = try stage.digest("two")
        let summary = try await run(Regions(stage: stage))
        #expect(summary.status == .succeeded)
        #expect(stage.left() == [kept])
        #expect(stage.registry.images(in: "app", of: .ecr(Self.there)).map(\.digest) == [kept])
        #expect(summary.repositories[0].byProtection["replica"] == 1)
    }

    @Test("a replica that the policy names keeps its source, though no source of usage is asked")
    func named() async throws {
        let stage = try stage()
        let named = try stage.digest("one")
        let image = try #require(ImageReference("\(Self.account).dkr.ecr.us-east-1.amazonaws.com/app@\(named)"))
        let summary = try await run(Regions(stage: stage), inUse: []) { $0.policy.protection.images = [image] }
        #expect(summary.status == .succeeded)
        #expect(stage.left() == [named])
        #expect(stage.registry.images(in: "app", of: .ecr(Self.there)).map(\.digest) == [named])
    }

    @Test(
        "a repository stays whose replica has the protecting resource tag",
        arguments: [[], [.ecs]] as [Set<UsageSourceName>])
    func replicaRepositoryTag(inUse: Set<UsageSourceName>) async throws {
        let images = [ImageEntry("one", pushed: .daysAgo(40))]
        let tag = ResourceTag(key: "keep", value: "true")
        let there = RepositoryEntry("app", resourceTags: ["keep": "true"], images: images)
        let stage = try Stage(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: images)],
                registries: [RegistryEntry(Self.there, repositories: [there])],
                replication: ReplicationEntry([.init(to: [Self.there], replicatesDeletions: true)])))
        let summary = try await run(Regions(stage: stage), inUse: inUse) {
            $0.policy.protection.repositoryTags = [tag]
        }
        #expect(summary.status == .succeeded)
        #expect(summary.repositories[0].byProtection["repositoryTag"] == 1)
        #expect(stage.left().count == 1)
    }

    @Test("the report names where the deletions go on")
    func report() async throws {
        let stage = try stage()
        let summary = try await run(Regions(stage: stage), isDryRun: true)
        let line = summary.compactJSON(.none)
        let json = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        let repositories = try #require(json["repositories"] as? [[String: Any]])
        #expect(
            repositories[0]["replicatedTo"] as? [[String: String]] == [
                ["registryId": Self.account, "region": "us-east-1"]
            ])
    }

    @Test("a use of a replica whose deletions are not replicated keeps nothing", arguments: [nil, ["lib"]])
    func notReplicated(prefixes: [String]?) async throws {
        let stage = try stage(replicatesDeletions: prefixes != nil, prefixes: prefixes)
        let used = try stage.digest("one")
        let clientFactory = Regions(stage: stage, uses: ["us-east-1": [try use(of: used, in: "us-east-1")]])
        #expect(try await run(clientFactory, usageFrom: nil).status == .succeeded)
        #expect(stage.left().isEmpty)
    }

    @Test(
        "a repository is blocked whose destination is not among the places that are read",
        arguments: [
            nil, [Target.Access(region: "eu-west-1")],
            [
                Target.Access(region: "eu-west-1"),
                Target.Access(region: "us-east-1", roleARN: "arn:aws:iam::222222222222:role/other"),
            ],
        ] as [[Target.Access]?], [true, false])
    func unlisted(usageFrom: [Target.Access]?, isDryRun: Bool) async throws {
        let stage = try stage()
        let summary = try await run(Regions(stage: stage), usageFrom: usageFrom, isDryRun: isDryRun)
        let report = try #require(summary.repositories.first)
        #expect(report.status == .blocked)
        #expect(report.reason?.contains("the registry of 123456789012 in us-east-1") == true)
        #expect(report.reason?.contains("usageFrom") == true)
        #expect(report.counts.usageUnknown == 2)
        #expect(stage.left().count == 2)
    }

    @Test("where the registry can't be asked, a dry run warns and a run that would delete blocks")
    func denied() async throws {
        let stage = try stage()
        let clientFactory = Regions(stage: stage, transport: stage.denying("DescribeRegistry"))
        let dry = try await run(clientFactory, isDryRun: true)
        #expect(dry.status == .succeeded)
        #expect(dry.totals.selected == 2)
        #expect(dry.warnings.contains { $0.contains("allow ecr:DescribeRegistry") })
        let real = try await run(clientFactory)
        #expect(real.repositories.first?.status == .blocked)
        #expect(real.repositories.first?.reason?.contains("allow ecr:DescribeRegistry") == true)
        #expect(stage.left().count == 2)
    }

    @Test("the registry is not asked where neither uses nor pulls matter, nor where nothing would go")
    func notAsked() async throws {
        let stage = try stage()
        let later = Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 400), action: .expire)
        _ = try await run(Regions(stage: stage), rule: later)
        _ = try await run(Regions(stage: stage), inUse: [], usageFrom: nil)
        #expect(stage.registry.calls["DescribeRegistry"] == nil)
        #expect(stage.left().isEmpty)
    }

    @Test("it is asked once, however many repositories there are")
    func once() async throws {
        let repositories = (0..<20).map { RepositoryEntry("app-\($0)", images: .stale(1)) }
        let stage = try Stage(RegistryFile(repositories: repositories))
        _ = try await run(Regions(stage: stage))
        #expect(stage.registry.calls["DescribeRegistry"] == 1)
    }

    @Test("a pull of the replica is a pull, for rules and for vetoes")
    func pulls() async throws {
        for inUse in [[], [.ecs]] as [Set<UsageSourceName>] {
            let stage = try stage()
            let pulled = try stage.digest("one")
            stage.registry.update(pulled, in: "app", of: .ecr(Self.there)) {
                $0.lastPulledAt = TestClock.start - 86_400
            }
            let summary = try await run(Regions(stage: stage), rule: Self.byPull, inUse: inUse)
            #expect(summary.status == .succeeded)
            #expect(stage.left() == [pulled])
        }
    }

    @Test("a pull of the replica after the plan keeps the image")
    func latePull() async throws {
        let stage = try stage()
        let pulled = try stage.digest("one")
        // The listing, that of the replica, and the look before the deletion.
        stage.registry.on(.after, call: 3, of: "DescribeImages") { registry in
            registry.update(pulled, in: "app", of: .ecr(Self.there)) { $0.lastPulledAt = TestClock.start }
        }
        let summary = try await run(Regions(stage: stage), rule: Self.byPull, inUse: [])
        #expect(stage.left() == [pulled])
        let note = try #require(summary.repositories.first).image(pulled).note
        #expect(note?.contains("its replica in us-east-1 of 123456789012 was pulled") == true)
    }

    @Test("a replica that was pulled minutes ago keeps the image until usage is read anew", arguments: [1, 240, 600])
    func recentPull(secondsAgo: Double) async throws {
        let stage = try stage()
        let pulled = try stage.digest("one")
        stage.registry.update(pulled, in: "app", of: .ecr(Self.there)) {
            $0.lastPulledAt = TestClock.start - secondsAgo
        }
        let summary = try await run(Regions(stage: stage))
        #expect(summary.status == .succeeded)
        #expect(stage.left() == (secondsAgo < 300 ? [pulled] : []))
    }

    @Test("a replica that is pulled after the plan keeps the image, whatever the rule looks at")
    func latePullWithoutPullRule() async throws {
        let stage = try stage()
        let pulled = try stage.digest("one")
        stage.registry.on(.after, call: 3, of: "DescribeImages") { registry in
            registry.update(pulled, in: "app", of: .ecr(Self.there)) { $0.lastPulledAt = TestClock.start }
        }
        _ = try await run(Regions(stage: stage))
        #expect(stage.left() == [pulled])
    }

    @Test("an entry of imageUris that names the replica is not said to match nothing")
    func namedReplica() async throws {
        let stage = try stage()
        let named = try stage.digest("one")
        let text = "\(Self.account).dkr.ecr.us-east-1.amazonaws.com/app@\(named)"
        let reference = try #require(ImageReference(text))
        let summary = try await run(Regions(stage: stage)) { $0.policy.protection.images = [reference] }
        #expect(stage.left() == [named])
        #expect(summary.warnings.filter { $0.contains("imageUris") }.isEmpty)
    }

    @Test("a replica that is pulled while the deletion waits keeps the source", arguments: [true, false])
    func pulledWhileWaiting(isPulled: Bool) async throws {
        let stage = try stage()
        let pulled = try stage.digest("one")
        let readings = Count()
        let transport = StubTransport { request, _ in
            let response = try await stage.transport.send(request)
            guard request.readsImagesAgain, request.head.authority?.contains("us-east-1") == false else {
                return response
            }
            let number = readings.next()
            // Two seconds go by after the readings of the batch and of the call.
            if number <= 2 { stage.clock.advance(by: 2) }
            if number == 2, isPulled {
                let now = stage.clock.now
                stage.registry.update(pulled, in: "app", of: .ecr(Self.there)) { $0.lastPulledAt = now }
            }
            return response
        }
        let summary = try await run(
            Regions(stage: stage, transport: transport), rule: Self.byPull, inUse: [])
        #expect(readings.count >= 3)
        #expect(summary.totals.deleted == (isPulled ? 1 : 2))
        #expect(stage.left() == (isPulled ? [pulled] : []))
    }

    @Test("replicas whose pulls can't be read block")
    func unreadablePulls() async throws {
        let stage = try stage()
        let transport = stage.transport
        let denying = StubTransport { request, _ in
            guard request.operation == "DescribeImages", request.head.authority?.contains("us-east-1") == true else {
                return try await transport.send(request)
            }
            return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
        }
        let clientFactory = Regions(stage: stage, transport: denying)
        for rule in [Self.byPull, Self.byPush] {
            let report = try #require(try await run(clientFactory, rule: rule).repositories.first)
            #expect(report.status == .blocked)
            #expect(report.reason?.contains("allow ecr:DescribeImages") == true)
            #expect(stage.left().count == 2)
        }
    }

    @Test("a replica that has no such repository was not pulled")
    func noReplica() async throws {
        let stage = try stage()
        stage.registry.removeRepository("app", of: .ecr(Self.there))
        #expect(try await run(Regions(stage: stage), rule: Self.byPull).status == .succeeded)
        #expect(stage.left().isEmpty)
    }
}
