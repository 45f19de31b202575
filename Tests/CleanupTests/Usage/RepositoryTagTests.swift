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

    @Test("are unknown where the tags can't be read, and then nothing is deleted")
    func unreadable() async throws {
        let stage = try Self.stage(faults: [Fault(.accessDenied, of: "ListTagsForResource")])
        let summary = try await stage.clean { $0.policy = Self.policy }
        #expect(summary.repositories.map(\.status) == [.blocked, .blocked])
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }
}
