import AWSClient
import ECRSimulator
import ImageModel
import Retention
import RetentionTestSupport
import Testing

@testable import Cleanup

@Suite("Policies for repositories with a resource tag")
struct RepositoryTagMatchesTests {
    private static func stage(faults: [Fault] = []) throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: [
                    RepositoryEntry("app", resourceTags: ["cleanup": "on", "team": "a"], images: .stale(2)),
                    RepositoryEntry("other", resourceTags: ["cleanup": "off"], images: .stale(2)),
                    RepositoryEntry("plain", images: .stale(2)),
                ],
                faults: FaultPlan(faults)))
    }

    private static func section(_ name: String, _ patterns: [String], tag: String? = nil, deletes: Bool)
        -> Policy.Section
    {
        Policy.Section(
            name: name, repositories: NamePatterns(patterns),
            repositoryTag: tag.map { ResourceTag(key: "cleanup", value: $0) },
            rules: deletes ? [.test(.sinceImagePushed(days: 15))] : [])
    }

    private static let optIn = Policy(sections: [section("in", ["*"], tag: "on", deletes: true)])

    @Test("apply to these alone, and no policy to the others")
    func optIn() async throws {
        let stage = try Self.stage()
        let summary = try await stage.clean { $0.policy = Self.optIn }
        #expect(summary.repositories.map(\.name) == ["app"])
        #expect(summary.repositories.map(\.counts.deleted) == [2])
        #expect(!summary.warnings.contains { $0.contains("applies to no repository") })
    }

    @Test("leave others to the next policy that matches")
    func fallThrough() async throws {
        let stage = try Self.stage()
        let policy = Policy(sections: [
            Self.section("off", ["*"], tag: "off", deletes: false), Self.section("plain", ["plain"], deletes: false),
            Self.section("rest", ["*"], deletes: true),
        ])
        let summary = try await stage.clean { $0.policy = policy }
        #expect(summary.repositories.map(\.policy) == ["rest", "off", "plain"])
        #expect(summary.repositories.map(\.counts.deleted) == [2, 0, 0])
        // One for each repository. Where something goes, one before the decision and one before the deletion.
        #expect(summary.calls.calls["ListTagsForResource"] == 5)
    }

    @Test("keep no image by imageUris in a repository that another policy applies to", arguments: [0, 1])
    func foreignImage(owner: Int) async throws {
        let repository = owner == 0 ? "plain" : "app"
        let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/\(repository):v1"
        var policy = Policy(sections: [
            Self.section("in", ["*"], tag: "on", deletes: true), Self.section("rest", ["*"], deletes: true),
        ])
        policy.sections[owner].protection.images = [try #require(ImageReference(image))]
        let summary = try await Self.stage().clean { $0.policy = policy }
        let warning = "the policy \"\(policy.sections[owner].name)\" keeps no image by protect.imageUris \"\(image)\": "
        #expect(summary.warnings.filter { $0.hasPrefix(warning) } == [warning + "it does not apply to the repository"])
    }

    @Test("block a repository whose tags can't be read, also where a later policy would take it")
    func unreadable() async throws {
        let stage = try Self.stage(faults: [Fault(.accessDenied, of: "ListTagsForResource")])
        var policy = Self.optIn
        policy.sections.append(Self.section("rest", ["*"], deletes: true))
        let summary = try await stage.clean { $0.policy = policy }
        #expect(summary.repositories.map(\.status) == [.blocked, .blocked, .blocked])
        #expect(summary.repositories[0].reason?.hasPrefix("which policy applies is not known") == true)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
        #expect(stage.registry.calls["DescribeImages"] == nil)
        #expect(!summary.warnings.contains { $0.contains("applies to no repository") })
    }

    @Test("do not ask for tags that decide nothing")
    func unasked() async throws {
        let stage = try Self.stage(faults: [Fault(.accessDenied, of: "ListTagsForResource")])
        let policy = Policy(sections: [
            Self.section("first", ["*"], deletes: true), Self.section("in", ["*"], tag: "on", deletes: true),
        ])
        let summary = try await stage.clean { $0.policy = policy }
        #expect(summary.totals.deleted == 6)
    }

    @Test("are asked for again before anything is decided, and a tag that changed blocks")
    func changed() async throws {
        let stage = try Self.stage()
        stage.registry.on(.after, call: 3, of: "ListTagsForResource") { registry in
            registry.setResourceTags(["cleanup": "off"], of: "app")
        }
        let summary = try await stage.clean { $0.policy = Self.optIn }
        #expect(summary.repositories.map(\.status) == [.blocked])
        #expect(summary.repositories[0].reason?.hasPrefix("its resource tags changed") == true)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test("that no repository has are a warning")
    func unmatched() async throws {
        let policy = Policy(sections: [Self.section("in", ["*"], tag: "yes", deletes: true)])
        let summary = try await Self.stage().clean { $0.policy = policy }
        #expect(
            summary.warnings.contains(
                "the policy \"in\" applies to no repository: none that it matches and that earlier policies leave has the "
                    + "resource tag cleanup=yes"))
    }

    @Test("are chosen like the naive way chooses", arguments: 0..<200 as Range<Int>)
    func random(seed: Int) {
        let tags: [ResourceTag?] = [nil, ResourceTag(key: "a", value: "1"), ResourceTag(key: "a", value: "2")]
        let patterns = [["*"], ["app"], ["a*"], ["!app"], ["other"]]
        let policy = Policy(
            sections: (0..<4).map { index in
                let choice = (seed * 7 + index * 13 + seed / (index + 1)) % 15
                return Policy.Section(
                    name: "\(index)", repositories: NamePatterns(patterns[choice % 5]), repositoryTag: tags[choice / 5],
                    rules: [])
            })
        for name in ["app", "abc", "other"] as [RepositoryName] {
            for tag in tags {
                let own = [tag].compactMap(\.self)
                let expected = policy.sections.firstIndex { section in
                    section.repositories.match(name)
                        && (section.repositoryTag == nil || own.contains { $0 == section.repositoryTag })
                }
                #expect(policy.sectionIndex(for: name, tags: own) == expected)
            }
        }
    }
}
