import AWSClient
import ECRSimulator
import HTTPTransport
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

/// A cleanup for each answer of ECR that is refused, and for each of its members, which is missing or empty.
@Suite("An answer of ECR that is refused, or in which a member is missing or empty")
struct AlteredAnswerTests {
    /// Connects each region of a stage's registry.
    private struct Regions: ClientFactory {
        let stage: Stage
        let transport: any Transport

        func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
            let region = try #require(Region(target.access.region ?? "eu-west-1"))
            return TargetClients(
                registry: try stage.client(in: region, through: transport), region: region, sources: [])
        }
    }

    private static let there = Location(account: "123456789012", region: "us-east-1")

    /// A release, an older one, and images that vetoes keep or that go.
    private static func images(pulled: SimulatedTime? = nil, tags: [ImageTag] = []) -> [ImageEntry] {
        [
            ImageEntry("v2", tags: ["v2"], pushed: .daysAgo(20), manifests: ["v2-arm", "v2-amd"]),
            ImageEntry("v2-arm", pushed: .daysAgo(21)), ImageEntry("v2-amd", pushed: .daysAgo(21)),
            ImageEntry("v2-signature", pushed: .daysAgo(19), subject: "v2"),
            ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(40), manifests: ["v1-arm"]),
            ImageEntry("v1-arm", pushed: .daysAgo(41)),
            ImageEntry("kept", tags: ["keep"], pushed: .daysAgo(60)),
            ImageEntry("pulled", pushed: .daysAgo(60), pulled: .daysAgo(2)),
            ImageEntry("copied", tags: tags, pushed: .daysAgo(60), pulled: pulled),
            ImageEntry("young", pushed: .daysAgo(3)),
            ImageEntry("old", pushed: .daysAgo(50)),
        ]
    }

    private static func stage() throws -> Stage {
        // Images of which only the copy in the other region was pulled, or has a tag.
        let copies = images(pulled: .daysAgo(1), tags: ["there"])
        return try Stage(
            RegistryFile(
                repositories: [
                    RepositoryEntry("app", images: images()),
                    RepositoryEntry("locked", resourceTags: ["keep": "true"], images: .stale(2)),
                ],
                registries: [RegistryEntry(there, repositories: [RepositoryEntry("app", images: copies)])],
                replication: ReplicationEntry([.init(to: [there], replicatesDeletions: true)])))
    }

    private static var policy: Policy {
        let protection = Protection(
            tagPatterns: [WildcardPattern("keep"), WildcardPattern("v2")], newest: 1, pulledWithinDays: 7,
            repositoryTags: [ResourceTag(key: "keep", value: "true")])
        let section = Policy.Section(
            name: "test", repositories: .all,
            rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)],
            protection: protection)
        var policy = Policy(sections: [section])
        policy.targets = [
            Target(usageFrom: [Target.Access(region: "eu-west-1"), Target.Access(region: there.region)])
        ]
        return policy
    }

    /// Cleans a registry, and returns what is left.
    private static func left(
        with alteration: AlteredAnswers.Alteration? = nil
    ) async throws -> (images: Set<String>, transport: AlteredAnswers) {
        let stage = try stage()
        let transport = AlteredAnswers(of: stage.transport, alteration)
        _ = await CleanupService(clientFactory: Regions(stage: stage, transport: transport), system: stage.system)
            .run(.deleting { $0.policy = policy })
        let copies = stage.registry.images(in: "app", of: .ecr(there)).map { "copy \($0.digest)" }
        let images = stage.left().union(stage.left(in: "locked")).map { "\($0)" }
        return (Set(images + copies), transport)
    }

    @Test("never takes an image that would have stayed")
    func members() async throws {
        let whole = try await Self.left()
        let all = try Self.stage()
        let gone = Set(all.left().map { "\($0)" }).subtracting(whole.images)
        #expect(try gone == Set(["old", "v1", "v1-arm"].map { "\(try all.digest($0))" }))
        var lost: Set<String> = []
        for alteration in whole.transport.alterations {
            let left = try await Self.left(with: alteration).images
            if !left.isSuperset(of: whole.images) { lost.insert(alteration.name) }
        }
        // A rule without the first does not replicate deletions, and the value of a tag may be empty.
        #expect(
            lost == [
                "DescribeRegistry replicationConfiguration.rules.deleteReplication",
                "ListTagsForResource tags.Value=\"\"",
            ])
    }
}
