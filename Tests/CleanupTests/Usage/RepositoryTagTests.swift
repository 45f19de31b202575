import ECRSimulator
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("Repositories that a resource tag protects")
struct RepositoryTagTests {
    private static func stage(faults: [Fault] = []) throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: [
                    RepositoryEntry("app", resourceTags: ["keep": "true"], images: .stale(2)),
                    RepositoryEntry("other", resourceTags: ["keep": "false"], images: .stale(2)),
                ],
                faults: FaultPlan(faults)))
    }

    private static var policy: Policy {
        var policy = Policy.builtIn
        policy.protection = Protection(repositoryTags: [ResourceTag(key: "keep", value: "true")])
        return policy
    }

    @Test("are not touched, and say so of each image")
    func locked() async throws {
        let stage = try Self.stage()
        let summary = try await stage.clean { $0.policy = Self.policy }
        #expect(summary.repositories.map(\.counts.deleted) == [0, 2])
        #expect(summary.repositories[0].byProtection == ["repositoryTag": 2])
        #expect(
            summary.repositories[0].images[0].decision.sentence
                == "protected: it is in a repository with the resource tag keep=true")
    }

    @Test("are not touched either if they get it during the run, and the summary says so", arguments: [1, 2])
    func lateTag(call: Int) async throws {
        let stage = try Self.stage()
        let digest = try stage.digest("stale-0", in: "other")
        // The first reading is the listing, and the second the one before the deletion.
        stage.registry.on(call == 1 ? .after : .before, call: call, of: "DescribeImages") { registry in
            registry.setResourceTags(["keep": "true"], of: "other")
        }
        let summary = try await stage.clean {
            $0.policy = Self.policy
            $0.narrowing = [NamePatterns(["other"])]
        }
        #expect(summary.repositories.map(\.counts.deleted) == [0])
        if call == 2 {
            let note = try summary.repositories[0].image(digest).note
            #expect(note == "it changed since it was planned: its repository was given the resource tag keep=true")
        }
    }

    @Test("are not touched where the policy does not apply any more")
    func otherPolicy() async throws {
        let stage = try Self.stage()
        var policy = Policy.builtIn
        policy.sections[0].repositoryTag = ResourceTag(key: "keep", value: "false")
        stage.registry.on(.before, call: 3, of: "ListTagsForResource") { registry in
            registry.setResourceTags([:], of: "other")
        }
        let summary = try await stage.clean { $0.policy = policy }
        #expect(summary.repositories.map(\.counts.deleted) == [0])
        #expect(summary.repositories.map(\.counts.skipped) == [2])
    }

    @Test("are not touched where the tags can't be read before the deletion")
    func lateFailure() async throws {
        let stage = try Self.stage(faults: [Fault(.accessDenied, of: "ListTagsForResource", firstCall: 3)])
        let summary = try await stage.clean { $0.policy = Self.policy }
        #expect(summary.totals.deleted == 0 && summary.totals.skipped == 2)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test("are unknown where the tags can't be read, and then nothing is deleted")
    func unreadable() async throws {
        let stage = try Self.stage(faults: [Fault(.accessDenied, of: "ListTagsForResource")])
        let summary = try await stage.clean { $0.policy = Self.policy }
        #expect(summary.repositories.map(\.status) == [.blocked, .blocked])
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }
}
