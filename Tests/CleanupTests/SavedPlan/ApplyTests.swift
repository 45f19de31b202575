import ECRSimulator
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("A saved plan that is carried out")
struct ApplyTests {
    private static let images: [ImageEntry] = [
        ImageEntry("arm", pushed: .daysAgo(41)), ImageEntry("amd", pushed: .daysAgo(41)),
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(40), manifests: ["arm", "amd"]),
        ImageEntry("signature", pushed: .daysAgo(40), subject: "index"),
        ImageEntry("one", tags: ["pr-1"], pushed: .daysAgo(39)), ImageEntry("two", pushed: .daysAgo(38)),
        ImageEntry("fresh", tags: ["v2"], pushed: .daysAgo(1)),
    ]

    private static func rules(_ request: inout CleanupRequest) {
        request.policy.sections[0].rules = [.expireOld()]
        request.policy.protection = .none
    }

    private func plan(_ stage: Stage) async throws -> SavedPlan {
        let summary = try await stage.clean {
            Self.rules(&$0)
            $0.isDryRun = true
        }
        return SavedPlan(of: summary, policy: PolicyIdentity(.builtIn, sha256: "a"))
    }

    private func apply(_ plan: SavedPlan, on stage: Stage) async throws -> Summary {
        try await stage.clean {
            Self.rules(&$0)
            $0.plan = plan
            $0.detail = .all
        }
    }

    private func digests(_ names: [String], _ stage: Stage) throws -> Set<ImageDigest> {
        Set(try names.map { try stage.digest($0) })
    }

    @Test("deletes what the plan names")
    func unchanged() async throws {
        let stage = try Stage(Self.images)
        let plan = try await plan(stage)
        #expect(plan.imageCount == 6)
        let summary = try await apply(plan, on: stage)
        #expect(summary.status == .succeeded)
        #expect(stage.left() == (try digests(["fresh"], stage)))
        #expect(summary.plan?.named == 6 && summary.plan?.selected == 6 && summary.plan?.notInPlan == 0)
    }

    @Test("carried out twice, it finds everything gone")
    func twice() async throws {
        let stage = try Stage(Self.images)
        let plan = try await plan(stage)
        _ = try await apply(plan, on: stage)
        let summary = try await apply(plan, on: stage)
        #expect(summary.status == .succeeded)
        #expect(summary.plan?.gone == 6 && summary.plan?.selected == 0)
    }

    @Test("an image that became stale since is not in the plan, and stays")
    func newlySelected() async throws {
        let stage = try Stage(Self.images)
        var plan = try await plan(stage)
        plan.repositories[0].images[try stage.digest("two")] = nil
        let summary = try await apply(plan, on: stage)
        #expect(stage.left() == (try digests(["fresh", "two"], stage)))
        #expect(summary.plan?.notInPlan == 1)
        let row = try #require(summary.repositories.first).image(try stage.digest("two"))
        #expect(row.decision.verdict == .keep && row.decision.sentence == "not in the plan")
    }

    /// Something that others do between the plan and the run, and what stays then beside `fresh`.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (Stage) throws -> Void
        let stays: [String]
    }

    private static let changes = [
        Change(
            testDescription: "a tag is put on an image",
            change: { stage in
                try stage.registry.tag(stage.digest("one"), as: "prod", in: "app")
            }, stays: ["one"]),
        Change(
            testDescription: "a tag is taken away",
            change: { stage in
                stage.registry.untag("pr-1", in: "app")
            }, stays: ["one"]),
        Change(
            testDescription: "an image is pushed again",
            change: { stage in
                try stage.registry.update(stage.digest("two"), in: "app") {
                    $0.pushedAt = TestClock.start - 35 * 86_400
                }
            }, stays: ["two"]),
        Change(
            testDescription: "a tag is put on a manifest of an index",
            change: { stage in
                try stage.registry.tag(stage.digest("arm"), as: "arm", in: "app")
            }, stays: ["index", "arm", "amd", "signature"]),
    ]

    @Test("what changed stays, with its whole family", arguments: changes)
    func changed(change: Change) async throws {
        let stage = try Stage(Self.images)
        let plan = try await plan(stage)
        try change.change(stage)
        let summary = try await apply(plan, on: stage)
        #expect(stage.left() == (try digests(["fresh"] + change.stays, stage)))
        #expect(summary.plan?.noLongerSelected == change.stays.count)
        #expect(summary.plan?.named == 6)
    }

    @Test("a family stays whose plan lacks one of its members", arguments: ["index", "arm", "signature"])
    func partOfFamily(missing: String) async throws {
        let stage = try Stage(Self.images)
        var plan = try await plan(stage)
        plan.repositories[0].images[try stage.digest(missing)] = nil
        let summary = try await apply(plan, on: stage)
        #expect(stage.left() == (try digests(["fresh", "index", "arm", "amd", "signature"], stage)))
        #expect(summary.plan?.notInPlan == 1)
        #expect(summary.totals.skipped == 0 && summary.totals.failed == 0)
    }

    @Test("another action than the planned one is not in the plan")
    func otherAction() async throws {
        let stage = try Stage(Self.images)
        let plan = try await plan(stage)
        let summary = try await stage.clean {
            $0.policy.sections[0].rules = [.archiveOld]
            $0.plan = plan
        }
        #expect(summary.totals.archived == 0 && summary.totals.deleted == 0)
        #expect(stage.left().count == 7)
    }

    @Test("names a registry's repository of its own: one of another registry loses nothing")
    func otherRegistry() async throws {
        let stage = try Stage(Self.images)
        var plan = try await plan(stage)
        plan.repositories[0].registryID = "222222222222"
        _ = try await apply(plan, on: stage)
        #expect(stage.left().count == 7)
    }

    @Test("a repository that is gone counts with all its images as gone")
    func repositoryGone() async throws {
        let stage = try Stage(Self.images)
        let plan = try await plan(stage)
        stage.registry.removeRepository("app")
        let summary = try await apply(plan, on: stage)
        #expect(summary.plan?.gone == 6 && summary.plan?.named == 6)
    }

    @Test("a limit leaves images out of the plan")
    func limit() async throws {
        let stage = try Stage(Self.images)
        let summary = try await stage.clean {
            Self.rules(&$0)
            $0.isDryRun = true
            $0.maximumImages = 2
        }
        #expect(SavedPlan(of: summary, policy: PolicyIdentity(.builtIn)).imageCount == 2)
        #expect(summary.totals.remaining == 4)
    }
}
