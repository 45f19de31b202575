import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("The newest images, just before older ones go because of them")
struct NewestRecheckTests {
    /// A policy that keeps the newest in one of three ways, and deletes the rest.
    struct Keeper: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let policy: Policy

        init(_ description: String, _ rule: Rule, protect protection: Protection = .none) {
            testDescription = description
            policy = Policy(
                sections: [Policy.Section(name: "all", repositories: .all, rules: [rule])], protection: protection)
        }

        static let all = [
            Keeper("imageCountMoreThan", .test(1, .patterns("v*"), .imageCountMoreThan(1))),
            Keeper("keepNewest", .test(1, .patterns("v*"), .sinceImagePushed(days: 3)) { $0.keepNewest = 1 }),
            Keeper(
                "protect.newestPulled", .test(.sinceImagePushed(days: 3)), protect: Protection(newestPulled: 1)),
            Keeper("protect.newest", .test(.sinceImagePushed(days: 3)), protect: Protection(newest: 1)),
        ]
    }

    private static func release(_ number: Int, days: Double) -> ImageEntry {
        ImageEntry(
            "v\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(days),
            pulled: number == 3 ? .daysAgo(1) : nil)
    }

    private static let releases = [release(1, days: 30), release(2, days: 20), release(3, days: 10)]

    /// Runs a policy; something happens between the plan and the first batch.
    private func run(
        _ keeper: Keeper, _ images: [ImageEntry] = releases,
        between change: @escaping @Sendable (SimulatedRegistry, ImageDigest) -> Void
    ) async throws -> (stage: Stage, report: RepositoryReport) {
        let stage = try Stage(images)
        let newest = try stage.digest("v3")
        stage.registry.on(.after, call: 1, of: "DescribeImages") { change($0, newest) }
        let report = try #require(try await stage.clean { $0.policy = keeper.policy }.repositories.first)
        return (stage, report)
    }

    @Test("one that is deleted keeps the older ones", arguments: Keeper.all)
    func gone(keeper: Keeper) async throws {
        let (stage, report) = try await run(keeper) { $0.remove($1, from: "app") }
        #expect(stage.left() == [try stage.digest("v1"), try stage.digest("v2")])
        #expect(report.counts.skipped == 2 && report.counts.deleted == 0)
        #expect(report.status == .succeeded)
        let note = try #require(try report.image(stage.digest("v1")).note)
        #expect(note.hasSuffix("and one of them, v3, is gone since the plan was made"))
    }

    @Test("one that no longer matches keeps the older ones", arguments: Keeper.all.prefix(2))
    func untagged(keeper: Keeper) async throws {
        let (stage, report) = try await run(keeper) { registry, newest in
            registry.tag(newest, as: "withdrawn", in: "app")
            registry.untag("v3", in: "app")
        }
        #expect(stage.left().count == 3)
        #expect(try report.image(stage.digest("v1")).note?.contains("v3, no longer matches the rule") == true)
    }

    @Test(
        "one that leaves its group, or has a lower version, keeps the older ones",
        arguments: [("main-4", "leaves", false), ("fix-3", "has left the group main", true)])
    func group(tag: ImageTag, change: String, isKept: Bool) async throws {
        let images = [("v1", "main-1", 30.0), ("v2", "main-2", 20), ("v3", "main-3", 10)].map { name, tag, days in
            ImageEntry(name, tags: [ImageTag(tag)], pushed: .daysAgo(days))
        }
        let keeper = Keeper("groupBy", .test(.imageCountMoreThan(1)) { $0.groupBy = GroupPattern("{}-*") })
        let (stage, report) = try await run(keeper, images) { registry, newest in
            registry.tag(newest, as: tag, in: "app")
            registry.untag("main-3", in: "app")
        }
        #expect(stage.left().count == (isKept ? 3 : 1))
        let note = try report.image(stage.digest("v1")).note ?? ""
        #expect(
            !isKept || note.contains("keeps the newest 1 of each group, and one of them, main-3, \(change)"), "\(note)")
    }

    @Test("one that loses its version keeps the lower ones", arguments: [("1.9.0", true), ("2.0.1", false)])
    func version(tag: ImageTag, isKept: Bool) async throws {
        let images = [("v1", "1.0.0", 3.0), ("v2", "1.1.0", 20), ("v3", "2.0.0", 10)].map { name, tag, days in
            ImageEntry(name, tags: [ImageTag(tag)], pushed: .daysAgo(days))
        }
        let keeper = Keeper("sortBy", .test(.imageCountMoreThan(1)) { $0.sortBy = .semver })
        let (stage, report) = try await run(keeper, images) { registry, newest in
            registry.tag(newest, as: tag, in: "app")
            registry.untag("2.0.0", in: "app")
        }
        #expect(stage.left().count == (isKept ? 3 : 1))
        let note = try report.image(stage.digest("v1")).note ?? ""
        #expect(
            !isKept || note.contains("the highest version, and one of them, 2.0.0, has a lower version"), "\(note)")
    }

    @Test("one that becomes a signature, by a tag, keeps the older ones", arguments: Keeper.all)
    func referrer(keeper: Keeper) async throws {
        let (stage, report) = try await run(keeper) { registry, newest in
            registry.tag(newest, as: ImageTag("sha256-\(String(repeating: "0", count: 64)).sig"), in: "app")
            registry.untag("v3", in: "app")
        }
        #expect(stage.left().count == 3)
        #expect(try report.image(stage.digest("v1")).note?.contains("v3, has become a referrer") == true)
    }

    @Test("one that goes while an index takes its time keeps the tagged manifests of that index", arguments: Keeper.all)
    func lateIndex(keeper: Keeper) async throws {
        let images = [
            ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(30)),
            ImageEntry("v2", tags: ["v2"], pushed: .daysAgo(20), manifests: ["v1"]), Self.release(3, days: 10),
        ]
        let stage = try Stage(images)
        let (newest, clock) = (try stage.digest("v3"), stage.clock)
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") {
            $0.remove(newest, from: "app")
            clock.advance(by: 33)
        }
        _ = try await stage.clean { $0.policy = keeper.policy }
        #expect(stage.left() == [try stage.digest("v1")])
    }

    @Test("one that is archived keeps the older ones", arguments: Keeper.all)
    func archived(keeper: Keeper) async throws {
        let (stage, _) = try await run(keeper) { registry, newest in
            registry.update(newest, in: "app") { $0.status = .archived }
        }
        #expect(stage.left().count == 3)
    }

    @Test("one that gets another tag, or a pull, changes nothing", arguments: Keeper.all)
    func otherChange(keeper: Keeper) async throws {
        let (stage, _) = try await run(keeper) { registry, newest in
            registry.tag(newest, as: "latest", in: "app")
            registry.pull(newest, in: "app")
        }
        #expect(stage.left() == [try stage.digest("v3")])
    }

    @Test("one that is a manifest, and loses its tag to become a mere part of an index, keeps the older ones")
    func manifest() async throws {
        let images =
            Self.releases + [ImageEntry("index", tags: ["index"], pushed: .daysAgo(9), manifests: ["v3"])]
        let keeper = Keeper("any", .test(.imageCountMoreThan(2)))
        let (stage, _) = try await run(keeper, images) { registry, _ in registry.untag("v3", in: "app") }
        #expect(stage.left().count == 4)
    }

    @Test("one that goes between two batches keeps what has not gone yet")
    func laterBatch() async throws {
        let images = (4..<254).map { Self.release($0, days: 100 + Double($0)) } + Self.releases
        let stage = try Stage(images)
        let newest = try stage.digest("v3")
        let planned = try await stage.plan(.test(1, .patterns("v*"), .imageCountMoreThan(1)))
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { [clock = stage.clock] registry in
            clock.advance(by: 31)
            registry.remove(newest, from: "app")
        }
        let outcomes = try await stage.carryOut(planned, batchesAtOnce: 1)
        #expect(outcomes.values.count { $0 == .done } == 100)
        #expect(stage.left().count == 152)
        #expect(stage.left().contains(try stage.digest("v2")))
    }

    @Test("are read once for all batches of 30 seconds")
    func calls() async throws {
        let stage = try Stage((4..<254).map { Self.release($0, days: 100 + Double($0)) } + Self.releases)
        let summary = try await stage.clean { $0.policy = Keeper.all[0].policy }
        #expect(summary.totals.deleted == 252)
        // The listing, the newest, and each of three batches.
        #expect(summary.calls.calls["DescribeImages"] == 5)
    }

    @Test("beyond a thousand are listed anew", arguments: [false, true])
    func many(isGone: Bool) async throws {
        let stage = try Stage((0..<1011).map { Self.release($0, days: 10 + Double($0)) })
        let newest = try stage.digest("v500")
        stage.registry.on(.after, call: 2, of: "DescribeImages") { if isGone { $0.remove(newest, from: "app") } }
        let policy = Keeper("many", .test(1, .patterns("v*"), .imageCountMoreThan(1001))).policy
        let summary = try await stage.clean { $0.policy = policy }
        #expect(summary.totals.selected == 10)
        #expect(stage.left().count == (isGone ? 1010 : 1001))
    }

    @Test("that a higher rule takes in the same run are the plan, and keep nothing")
    func takenByHigherRule() async throws {
        let images = Self.releases + [ImageEntry("pr", tags: ["pr-1", "v2.1"], pushed: .daysAgo(15))]
        let stage = try Stage(images)
        let summary = try await stage.clean {
            $0.policy = Policy(sections: [
                Policy.Section(
                    name: "all", repositories: .all,
                    rules: [
                        .test(1, .patterns("pr-*"), .sinceImagePushed(days: 14)),
                        .test(2, .patterns("v*"), .imageCountMoreThan(2)),
                    ])
            ])
        }
        #expect(summary.totals.deleted == 3)
        #expect(stage.left() == [try stage.digest("v3")])
    }

    @Test("that can't be read keep the older ones")
    func unreadable() async throws {
        let stage = try Stage(Self.releases)
        stage.registry.faults = FaultPlan([Fault(.accessDenied, of: "DescribeImages", firstCall: 2)])
        let summary = try await stage.clean { $0.policy = Keeper.all[0].policy }
        #expect(stage.left().count == 3)
        #expect(summary.status == .failed)
    }

    @Test("are read again if the first reading took over 30 seconds, and nothing goes if the second did, too")
    func slow() async throws {
        for slowReadings in 1...2 {
            let stage = try Stage(Self.releases)
            let newest = try stage.digest("v3")
            for call in 2..<(2 + slowReadings) {
                stage.registry.on(.after, call: call, of: "DescribeImages") { [clock = stage.clock] registry in
                    clock.advance(by: FreshnessWindow.sharedLifetime + 1)
                    registry.remove(newest, from: "app")
                }
            }
            let summary = try await stage.clean { $0.policy = Keeper.all[0].policy }
            #expect(stage.left().count == 2)
            #expect(summary.totals.skipped == 2)
        }
    }

    @Test("an untagged one that a new index holds no longer counts")
    func newIndex() async throws {
        let images = [("one", 50.0), ("two", 40), ("three", 3)].map { ImageEntry($0, pushed: .daysAgo($1)) }
        for isPushed in [false, true] {
            let stage = try Stage(images)
            stage.registry.on(.after, call: 1, of: "DescribeImages") { registry in
                guard isPushed else { return }
                _ = try? registry.push(
                    ImageEntry("release", tags: ["v1"], pushed: .daysAgo(0), manifests: ["three"]), to: "app")
            }
            let rule = Rule.test(1, .untagged, .imageCountMoreThan(1))
            let report = try #require(try await stage.clean { $0.policy = Keeper("", rule).policy }.repositories.first)
            #expect(report.counts.deleted == (isPushed ? 0 : 2))
            guard isPushed else { continue }
            let note = try #require(try report.image(stage.digest("two")).note)
            #expect(note == "the index v1 is new, and may hold one of the newest images")
        }
    }

    @Test("do not keep the manifests of an index that is gone already")
    func begun() async throws {
        let stage = try Stage(
            Self.releases + [
                ImageEntry("arm", pushed: .daysAgo(40)),
                ImageEntry("old", tags: ["v0"], pushed: .daysAgo(40), manifests: ["arm"]),
            ])
        let newest = try stage.digest("v3")
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { [clock = stage.clock] registry in
            registry.remove(newest, from: "app")
            clock.advance(by: 31)
        }
        let summary = try await stage.clean { $0.policy = Keeper.all[0].policy }
        #expect(summary.totals.deleted == 4)
        #expect(stage.left().isEmpty)
    }
}
