import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("What happens to a family between the plan and the deletion")
struct FamilyRaceTests {
    @Test("nothing: all of it goes, parents first, in a call for each level")
    func nothing() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.left().isEmpty)
        #expect(
            stage.operations == [
                "DescribeImages", "DescribeImages", "BatchGetImage", "DescribeImages", "BatchDeleteImage",
                "BatchDeleteImage", "BatchDeleteImage",
            ])
        #expect(stage.deletionSizes == [2, 2, 1])
    }

    @Test("a child is pulled or tagged: its index stays, and all that belongs to that", arguments: [true, false])
    func child(isPulled: Bool) async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let (arm, index) = (try stage.digest("arm"), try stage.digest("index"))
        if isPulled {
            stage.registry.pull(arm, in: "app")
        } else {
            stage.registry.tag(arm, as: "release", in: "app")
        }
        let change = isPulled ? "it was pulled" : "it was given the tag release"
        let outcomes = try await stage.carryOut(planned)
        #expect(
            try stage.outcomes(outcomes, of: "arm", "amd", "index", "signature", "other") == [
                .changed(change), .left(with: index), .changed("what it holds, \(arm), changed: \(change)"),
                .left(with: index), .done,
            ])
        #expect(stage.left().count == 4)
    }

    @Test(
        "a child is tagged or pulled before the late answer about its index: it stays, also if the answer is lost",
        arguments: [true, false], [true, false])
    func lateAnswer(isPulled: Bool, isLost: Bool) async throws {
        let lost = [Fault(.connectionCut(afterEffect: true), of: "BatchDeleteImage", calls: 1)]
        let stage = try Stage(.family, faults: isLost ? lost : [])
        let planned = try await stage.plan(.expireOld())
        let (arm, clock) = (try stage.digest("arm"), stage.clock)
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { registry in
            if isPulled { registry.pull(arm, in: "app") } else { registry.tag(arm, as: "prod", in: "app") }
            clock.advance(by: 5)
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[arm] == .changed(isPulled ? "it was pulled" : "it was given the tag prod"))
        #expect(stage.left() == [arm])
    }

    @Test("the index is tagged: it stays, and all that belongs to it")
    func index() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        stage.registry.tag(index, as: "v2", in: "app")
        let outcomes = try await stage.carryOut(planned)
        #expect(
            try stage.outcomes(outcomes, of: "index", "arm", "amd", "signature", "other") == [
                .changed("it was given the tag v2"), .left(with: index), .left(with: index), .left(with: index), .done,
            ])
    }

    @Test("a referrer changes: it alone stays")
    func referrer() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let signature = try stage.digest("signature")
        stage.registry.tag(signature, as: "kept", in: "app")
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[signature] == .changed("it was given the tag kept"))
        #expect(stage.left() == [signature])
    }

    @Test("an image that stays is pulled, and an index holds it, itself or through another: that index stays, too")
    func witness() async throws {
        let stage = try Stage([
            ImageEntry("leaf", pushed: .daysAgo(33)),
            ImageEntry("inner", tags: ["keep-me"], pushed: .daysAgo(32), manifests: ["leaf"]),
            ImageEntry("outer", tags: ["v1"], pushed: .daysAgo(31), manifests: ["inner"]),
            ImageEntry("second", tags: ["v2"], pushed: .daysAgo(30), manifests: ["inner"]),
        ])
        let planned = try await stage.plan(.expireOld(butFor: "keep-*"))
        #expect(planned.plan.families.map { $0.keptDescendants.count } == [2, 2])
        let leaf = try stage.digest("leaf")
        stage.registry.pull(leaf, in: "app")
        let outcomes = try await stage.carryOut(planned)
        let change = ImageOutcome.changed("what it holds, \(leaf), changed: it was pulled")
        #expect(outcomes == [try stage.digest("outer"): change, try stage.digest("second"): change])
        #expect(stage.left().count == 4)
    }

    @Test("a change climbs through any number of indexes, each gone through once")
    func depth() throws {
        let digests = try (0..<5_000).map { try ImageDigest.test($0) }
        let images = digests.map { Image(digest: $0, pushedAt: .daysAgo(30), mediaType: .imageIndex) }
        let held = Dictionary(uniqueKeysWithValues: zip(digests, digests.dropFirst().map { [$0] }))
        let section = Policy.Section(
            name: "test", repositories: .all, rules: [.test(.sinceImagePushed(days: 5))])
        let assessment = Selection(section: section, protection: .none, at: TestClock.start)
            .assessment(
                of: images, manifests: IndexManifests(byIndex: held.merging([digests[4_999]: []]) { one, _ in one }))
        let family = try #require(Plan(assessment).families.first)
        let changes = FamilyChanges(graph: assessment.graph, manifestsReadAt: [:])
        #expect(family.members.count == 5_000)

        var observation = Recheck.Observation()
        for image in images { observation.present[image.digest] = image }
        #expect(changes.outcomes(of: family, after: observation).isEmpty)
        observation.present[digests[2_500]]?.lastPulledAt = TestClock.start
        let outcomes = changes.outcomes(of: family, after: observation)
        #expect(outcomes.count == 2_501)
        #expect(outcomes[2_500] == .changed("it was pulled"))
        #expect(outcomes[0] == .changed("what it holds, \(digests[2_500]), changed: it was pulled"))
    }

    @Test("an image that stays and that an index holds is gone: that is no obstacle")
    func witnessGone() async throws {
        let stage = try Stage([
            ImageEntry("child", tags: ["keep-me"], pushed: .daysAgo(32)),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(31), manifests: ["child"]),
        ])
        let planned = try await stage.plan(.expireOld(butFor: "keep-*"))
        stage.registry.remove(try stage.digest("child"), from: "app")
        #expect(try await stage.carryOut(planned) == [try stage.digest("index"): .done])
    }

    @Test("an index is gone already: what it held goes")
    func gone() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        stage.registry.remove(try stage.digest("index"), from: "app")
        let outcomes = try await stage.carryOut(planned)
        #expect(
            try stage.outcomes(outcomes, of: "index", "arm", "amd", "signature") == [
                .goneAlready, .done, .done, .done,
            ])
        #expect(stage.left().isEmpty)
    }

    @Test("an index is gone when its call arrives: what it held goes")
    func goneAtLast() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        stage.registry.on(.before, call: 1, of: "BatchDeleteImage") { $0.remove(index, from: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[index] == .goneAlready)
        #expect(stage.left().isEmpty)
    }

    @Test("an index is pushed that holds a child of a planned one: that child stays, and what refers to it")
    func pushed() async throws {
        let stage = try Stage(.family + [ImageEntry("sbom", pushed: .daysAgo(30), subject: "arm")])
        let planned = try await stage.plan(.expireOld())
        try stage.registry.push(
            ImageEntry("new", tags: ["v2"], pushed: .daysAgo(0), manifests: ["arm", "other"]), to: "app")
        let sleeps = Sleeps()
        let outcomes = try await stage.carryOut(planned, sleeps: sleeps)
        let arm = try stage.digest("arm")
        #expect(
            try stage.outcomes(outcomes, of: "index", "amd", "signature", "arm", "sbom", "other") == [
                .done, .done, .done, .skipped(.referenced), .left(with: arm), .skipped(.referenced),
            ])
        #expect(stage.left() == [arm, try stage.digest("sbom"), try stage.digest("other"), try stage.digest("new")])
        // What belonged to nothing is not tried again: nothing of the plan's held it.
        #expect(stage.deletionSizes == [2, 2, 1, 1, 1])
        #expect(sleeps.all == [.seconds(1), .seconds(1)])
    }

    @Test("this program's own reading of manifests is no pull; one before it, or of another image, is")
    func ownReads() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        #expect(stage.registry.images(in: "app").first { $0.digest == index }?.lastPulledAt == TestClock.start)
        #expect(planned.images[index]?.lastPulledAt == nil)
        stage.registry.update(index, in: "app") { $0.lastPulledAt = TestClock.start - 1 }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[index] == .changed("it was pulled"))
        stage.registry.update(index, in: "app") { $0.lastPulledAt = TestClock.start + 61 }
        #expect(try await stage.carryOut(planned)[index] == .changed("it was pulled"))
        stage.registry.update(index, in: "app") { $0.lastPulledAt = TestClock.start + 1 }
        #expect(try await stage.carryOut(planned)[index] == .done)
    }

    @Test("a pull before an index's own manifest was read is somebody's, though others were read before it")
    func readsInBatches() async throws {
        let stage = try Stage(.indexesOfOneChild(101))
        stage.registry.on(.before, call: 1, of: "BatchGetImage") { [clock = stage.clock] _ in clock.advance(by: 60) }
        let planned = try await stage.plan(.expireOld())
        let late = try #require(planned.manifests.readAt.first { $0.value.lowerBound == TestClock.start + 60 }?.key)
        let early = try #require(planned.manifests.readAt.first { $0.value.lowerBound == TestClock.start }?.key)
        for digest in [early, late] {
            stage.registry.update(digest, in: "app") { $0.lastPulledAt = TestClock.start + 30 }
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[early] == .done)
        #expect(outcomes[late] == .changed("it was pulled"))
    }

    @Test("two carry the same plan out at once: all of it goes")
    func twins() async throws {
        let images = (0..<60).flatMap { number in
            [
                ImageEntry("child-\(number)", pushed: .daysAgo(31)),
                ImageEntry(
                    "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(30),
                    manifests: ["child-\(number)"]),
            ]
        }
        let stage = try Stage(images)
        let planned = try await stage.plan(.expireOld())
        async let one = stage.carryOut(planned)
        async let other = stage.carryOut(planned)
        for outcomes in try await [one, other] {
            #expect(outcomes.count == 120)
            #expect(
                outcomes.values.allSatisfy { outcome in
                    switch outcome {
                    case .deleted, .skipped: true
                    default: false
                    }
                })
        }
        _ = try await stage.carryOut(try await stage.plan(.expireOld()))
        #expect(stage.left().isEmpty)
    }
}
