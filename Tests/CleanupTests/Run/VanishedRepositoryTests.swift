import ECRSimulator
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("A repository that somebody deletes during the run")
struct VanishedRepositoryTests {
    /// The calls at which the repository vanishes: the listing, the reading of manifests, the look, the deletion.
    static let calls = [
        (1, "DescribeImages"), (2, "DescribeImages"), (1, "BatchGetImage"), (3, "DescribeImages"),
        (1, "BatchDeleteImage"), (2, "BatchDeleteImage"),
    ]

    @Test("leaves nothing to do: the run succeeds, and says why", arguments: calls)
    func vanished(call: Int, operation: String) async throws {
        let stage = try Stage(.family)
        stage.registry.on(.before, call: call, of: .init(operation)) { $0.removeRepository("app") }
        let summary = try await stage.clean { $0.policy.sections[0].rules = [.expireOld()] }
        let report = try #require(summary.repositories.first)
        #expect(report.status == .succeeded)
        #expect(report.reason == "the repository was deleted during the run")
        #expect(report.counts.selected == report.counts.deleted)
        #expect(report.counts.failed == 0)
        #expect(report.failures.isEmpty)
        #expect(summary.status == .succeeded)
    }

    @Test("does not keep the others from being cleaned")
    func others() async throws {
        let stage = try Stage(
            RegistryFile(repositories: [
                RepositoryEntry("app", images: .stale(2)), RepositoryEntry("gone", images: .stale(2)),
            ]))
        stage.registry.on(.before, call: 1, of: "BatchDeleteImage") { $0.removeRepository("gone") }
        let summary = try await stage.clean()
        #expect(summary.status == .succeeded)
        #expect(summary.totals.deleted == 4)
        #expect(stage.left().isEmpty)
    }

    @Test("is no failure of a dry run either")
    func dryRun() async throws {
        let stage = try Stage(.family)
        stage.registry.on(.before, call: 1, of: "BatchGetImage") { $0.removeRepository("app") }
        let summary = try await stage.service().run(.dry { $0.policy.sections[0].rules = [.expireOld()] })
        #expect(summary.status == .succeeded)
        #expect(summary.totals.selected == 0)
    }
}
