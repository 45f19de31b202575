import ECRSimulator
import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup
@testable import Retention

@Suite("Plan")
struct PlanTests {
    private func names(_ plan: Plan, on stage: Stage, _ all: [ImageEntry]) throws -> [[String]] {
        let names = Dictionary(uniqueKeysWithValues: try all.map { (try stage.digest($0.name), $0.name) })
        return plan.families.map { $0.members.compactMap { names[plan.digest(of: $0)] } }
    }

    @Test("only what was selected is planned, the family of the oldest image in front, parents before children")
    func order() async throws {
        let images: [ImageEntry] = [
            ImageEntry("young", pushed: .daysAgo(16)), ImageEntry("fresh", pushed: .daysAgo(1)),
            ImageEntry("child", pushed: .daysAgo(50)),
            ImageEntry("signature", pushed: .daysAgo(19), subject: "index"),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(20), manifests: ["child"]),
            ImageEntry("old", pushed: .daysAgo(40)), ImageEntry("oldest", pushed: .daysAgo(60)),
        ]
        // What is named must stand before it in a file, but for the listing.
        let stage = try Stage(images)
        let planned = try await stage.plan(.expireOld())
        #expect(
            try names(planned.plan, on: stage, images) == [
                ["oldest"], ["index", "child", "signature"], ["old"], ["young"],
            ])
        #expect(planned.plan.imageCount == 6)
        let levels = planned.plan.families[1].members.map(planned.plan.level)
        #expect(levels == [Plan.Level(), Plan.Level(manifest: 1), Plan.Level(referrer: 1)])
    }

    @Test("of equal push times the smaller digest is the newer, and comes later")
    func ties() async throws {
        let stage = try Stage((0..<5).map { ImageEntry("\($0)", pushed: .daysAgo(20)) })
        let images = try await stage.plan(.expireOld()).plan.images
        #expect(images.map(\.digest) == images.map(\.digest).sorted(by: >))
    }

    @Test("indexes that are nested deeply are one family, in their order", .timeLimit(.minutes(5)))
    func deep() throws {
        let digests = try (0..<20_000).map { try ImageDigest.test($0) }
        let images = digests.map {
            Image(
                digest: $0, pushedAt: TestClock.start - 40 * 86_400,
                mediaType: $0 == digests.last ? .imageManifest : .imageIndex)
        }
        let held = zip(digests, digests.dropFirst().map { [$0] })
        let section = Policy.Section(
            name: "deep", repositories: .all, rules: [.test(.sinceImagePushed(days: 5))])
        let plan = Plan(
            Selection(section: section, protection: .none, at: TestClock.start)
                .assessment(of: images, manifests: IndexManifests(byIndex: Dictionary(uniqueKeysWithValues: held))))
        #expect(plan.families.count == 1)
        #expect(plan.families.first?.members.map(plan.digest) == digests)
    }

    @Test("an image that was restored is as old as its restoration")
    func restored() async throws {
        let images = [
            ImageEntry("restored", pushed: .daysAgo(40), activated: .daysAgo(16)),
            ImageEntry("plain", pushed: .daysAgo(20)),
        ]
        let stage = try Stage(images)
        #expect(try names(try await stage.plan(.expireOld()).plan, on: stage, images) == [["plain"], ["restored"]])
    }

    @Test("a member knows its parents, what it holds, and its missing subjects")
    func members() async throws {
        let stage = try Stage(.family)
        let plan = try await stage.plan(.expireOld()).plan
        let family = try #require(plan.families.first { $0.members.count == 4 })
        let (index, arm, amd) = (try stage.digest("index"), try stage.digest("arm"), try stage.digest("amd"))
        let members = Dictionary(uniqueKeysWithValues: family.members.map { (plan.digest(of: $0), $0) })
        func parents(of digest: ImageDigest) throws -> [ImageDigest] {
            plan.parents(of: try #require(members[digest])).map(plan.digest)
        }
        #expect(plan.assessment.graph.manifests[try #require(members[index])].map(plan.digest) == [arm, amd])
        #expect(try parents(of: index) == [])
        #expect(try parents(of: arm) == [index])
        #expect(try parents(of: try stage.digest("signature")) == [index])
        #expect(family.keptDescendants.isEmpty)
        #expect(family.members.allSatisfy { plan.missingSubjects(of: $0).isEmpty && plan.action(on: $0) == .expire })
        #expect(family.members.map(plan.completesParent) == [false, true, true, true])

        stage.registry.remove(index, from: "app")
        let later = try await stage.plan(.expireOld()).plan
        let orphan = try #require(
            later.families.first { later.assessment.images[$0.members[0]].subject == index })
        #expect(orphan.members.map(later.missingSubjects) == [[index]])
        #expect(orphan.members.map(later.parents) == [[]])
    }

    @Test(
        "batches hold as many whole families as a request may name images",
        arguments: [
            ([], []), ([1], [1]), ([100], [100]), ([101], [101]), ([60, 40, 1], [100, 1]),
            ([60, 41, 59, 1], [60, 100, 1]),
            ([150, 1, 150], [150, 1, 150]), ([1, 150, 1], [1, 150, 1]), ([99, 150, 1, 99], [99, 150, 100]),
            (Array(repeating: 1, count: 250), [100, 100, 50]),
        ])
    func batches(families: [Int], sizes: [Int]) throws {
        let images = try (0..<families.reduce(0, +)).map { Image(digest: try .test($0), pushedAt: nil) }
        let assessment = Assessment(
            graph: ImageGraph(of: images, manifests: nil),
            decisions: images.map { _ in Decision(.expire, reason: .noRule) })
        var plan = Plan(assessment, levels: [], imageCount: images.count)
        var number = 0
        for count in families {
            plan.append((number..<number + count).map(Int32.init))
            number += count
        }
        #expect(plan.batches.map { $0.reduce(0) { $0 + $1.members.count } } == sizes)
        #expect(plan.batches.flatMap(\.self) == Array(plan.families))
    }

    @Test("an empty plan has no batches")
    func empty() {
        let nothing = Assessment(graph: ImageGraph(of: [], manifests: nil), decisions: [])
        #expect(Array(Plan(nothing).batches).isEmpty)
    }

    @Test("a budget is never overdrawn, and gives all that is asked for or nothing")
    func budget() {
        let budget = ImageBudget(5)
        #expect([3, 3, 1, 1, 1, 0].map(budget.take) == [true, false, true, true, false, true])
        #expect(ImageBudget(nil).take(1_000_000))
        #expect(!ImageBudget(0).take(1))
        #expect(!ImageBudget(-1).take(1))
    }

    @Test("parts of a plan divide no family")
    func parts() async throws {
        let stage = try Stage(.family)
        let graph = try await stage.plan(.expireOld()).plan.assessment.graph
        let parts = graph.wholeFamilies(of: Array(graph.images.indices), partSize: 1)
        let names = parts.map { Set($0.map { graph.images[$0].digest }) }
        let family = Set(try ["index", "arm", "amd", "signature"].map { try stage.digest($0) })
        #expect(Set(names) == [family, [try stage.digest("other")]])
        #expect(graph.wholeFamilies(of: Array(graph.images.indices), partSize: 9).map(\.count) == [5])
    }
}
