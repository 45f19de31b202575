import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Retention

@Suite("Decisions beside those of ECR's preview")
struct PreviewComparisonTests {
    /// ECR's action on an image, by its number.
    private typealias Actions = [Int: PreviewedAction]

    /// The comparison of a scene, of which `change` tells what became until the second listing.
    private func compare(
        _ scene: Scene, _ actions: Actions, seconds: TimeInterval = 10,
        _ change: (inout [Image]) throws -> Void = { _ in }
    ) throws -> PreviewComparison {
        var later = scene.images
        try change(&later)
        var byDigest: [ImageDigest: PreviewedAction] = [:]
        for (number, action) in actions { byDigest[try .test(number)] = action }
        return PreviewComparison(
            of: ExpressiblePart(of: scene.section, protection: .none),
            before: PreviewComparison.Reading(scene.images, at: scene.now),
            after: PreviewComparison.Reading(later, at: scene.now.addingTimeInterval(seconds)),
            manifests: scene.manifests, actions: byDigest)
    }

    private func expire(by rule: Int = 1) -> PreviewedAction { PreviewedAction(.expire, rule: rule) }

    /// Three images, of which the rule takes the first.
    private func ages() throws -> Scene {
        var scene = Scene(.test(.sinceImagePushed(days: 30)))
        try scene.add(1, days: 40, tags: ["a"])
        try scene.add(2, days: 20)
        try scene.add(3, days: 10, tags: ["c"])
        return scene
    }

    @Test("agree if ECR takes the same images by the same rules, or names no rule")
    func agreement() throws {
        for action in [expire(), PreviewedAction(.expire, rule: nil)] {
            let comparison = try compare(try ages(), [1: action])
            #expect(comparison.differences.isEmpty)
            #expect((comparison.compared, comparison.agreed, comparison.setAside) == (3, 3, 0))
        }
    }

    @Test(
        "differ if only one side takes an image, or both take it in different ways",
        arguments: [
            ([:], 1, DecisionDifference.Kind.oursOnly),
            ([1: PreviewedAction(.expire, rule: 1), 2: PreviewedAction(.expire, rule: 1)], 2, .ecrOnly),
            ([1: PreviewedAction(.expire, rule: 2)], 1, .otherwise),
            ([1: PreviewedAction(.transition, rule: 1)], 1, .otherwise),
            ([1: PreviewedAction(nil, rule: 1)], 1, .otherwise),
        ] as [([Int: PreviewedAction], Int, DecisionDifference.Kind)])
    func difference(actions: [Int: PreviewedAction], number: Int, kind: DecisionDifference.Kind) throws {
        let comparison = try compare(try ages(), actions)
        let difference = try #require(comparison.unexplained.first)
        #expect(comparison.unexplained.count == 1)
        #expect(difference.image.digest == (try .test(number)))
        #expect(difference.kind == kind)
        #expect(comparison.agreed == 2)
    }

    @Test("leave out an image that changed, came or went between the listings")
    func changes() throws {
        let changes: [(inout [Image]) throws -> Void] = [
            { $0[0].tags = ["b"] }, { $0[0].status = .archived }, { $0[0].pushedAt = .daysAgo(1) },
            { $0[0].lastActivatedAt = .daysAgo(1) }, { $0.removeFirst() },
        ]
        for change in changes {
            let comparison = try compare(try ages(), [:], change)
            #expect(comparison.differences.isEmpty)
            #expect((comparison.compared, comparison.setAside) == (2, 1))
        }
        let pushed = try compare(try ages(), [1: expire(), 4: expire()]) {
            $0.append(Image(digest: try .test(4), pushedAt: .daysAgo(0)))
        }
        #expect((pushed.compared, pushed.setAside) == (3, 1))
    }

    @Test("leave out a pull only if the rules look at pulls")
    func pulls() throws {
        var scene = try ages()
        #expect(try compare(scene, [1: expire()]) { $0[0].lastPulledAt = .daysAgo(0) }.setAside == 0)
        scene.section.rules = [.test(.sinceImagePulled(days: 30)) { $0.action = .transition }]
        let archived = PreviewedAction(.transition, rule: 1)
        #expect(try compare(scene, [1: archived]) { $0[0].lastPulledAt = .daysAgo(0) }.setAside == 1)
        #expect(try compare(scene, [1: archived]).setAside == 0)
    }

    @Test("leave out an image whose age passes the limit meanwhile, and one whose place changes")
    func limits() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 30)))
        try scene.add(1, days: 30 - 5 / 86_400)
        for actions in [[:], [1: expire()]] as [Actions] {
            let comparison = try compare(scene, actions)
            #expect((comparison.compared, comparison.setAside) == (0, 1))
        }
        var counted = Scene(.test(.imageCountMoreThan(1)))
        try counted.add(1, days: 3, tags: ["a"])
        let comparison = try compare(counted, [:]) {
            $0.append(Image(digest: try .test(2), tags: ["b"], pushedAt: .daysAgo(0)))
        }
        #expect((comparison.compared, comparison.setAside) == (0, 2))
    }

    /// An index that a rule takes, with its manifest and its signature.
    private func family(days: Double) throws -> Scene {
        var scene = Scene(.test(.sinceImagePushed(days: 30)))
        try scene.addIndex(1, days: days, tags: ["v1"], holds: [2])
        try scene.add(2, days: days)
        try scene.add(3, days: days, subject: 1)
        return scene
    }

    @Test("agree about the parts of an image that goes, whether ECR lists them or not")
    func parts() throws {
        for actions in [[1: expire()], [1: expire(), 2: expire()], [1: expire(), 2: expire(by: 9), 3: expire()]] {
            #expect(try compare(try family(days: 40), actions).differences.isEmpty)
        }
        // The whole itself is compared.
        #expect(try compare(try family(days: 40), [2: expire(), 3: expire()]).unexplained.count == 1)
    }

    @Test("differ if ECR takes a manifest of an index that stays, which it documents not to do")
    func heldManifest() throws {
        let comparison = try compare(try family(days: 20), [2: expire()])
        #expect(comparison.unexplained.map(\.kind) == [.ecrOnly])
    }

    private func names(_ comparison: PreviewComparison) -> [[String]] {
        comparison.differences.map(\.explanation.names)
    }

    @Test("are explained by a push under way, also where it takes a place among the newest")
    func pushUnderWay() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.add(1, days: 3, tags: ["a"])
        try scene.add(2, days: 0.01)
        let comparison = try compare(scene, [1: expire()])
        #expect(names(comparison) == [["a push under way"]])
        #expect(comparison.unexplained.isEmpty)
        // If ECR took the new image and kept the older one, that would be no explanation.
        #expect(try compare(scene, [2: expire()]).unexplained.count == 1)
    }

    @Test("are explained by an orphaned referrer that ECR counts")
    func orphan() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.add(1, days: 3, tags: ["a"])
        try scene.add(2, days: 2, subject: 9)
        #expect(names(try compare(scene, [1: expire()])) == [["orphaned referrers"]])
    }

    @Test("are explained by the pull time of what an index holds")
    func indexPullTime() throws {
        var scene = Scene(.test(.sinceImagePulled(days: 30)) { $0.action = .transition })
        try scene.addIndex(1, days: 90, tags: ["v1"], holds: [2]) { $0.lastPulledAt = .daysAgo(60) }
        try scene.add(2, days: 90) { $0.lastPulledAt = .daysAgo(3) }
        let archived = PreviewedAction(.transition, rule: 1)
        #expect(names(try compare(scene, [1: archived])) == [["an index's pull time"]])
    }

    @Test("are explained by parts that ECR counts as images")
    func countedParts() throws {
        var scene = Scene(.test(.imageCountMoreThan(2)))
        try scene.add(1, days: 9, tags: ["a"])
        try scene.addIndex(2, days: 3, tags: ["v1"], holds: [3])
        try scene.add(3, days: 3)
        #expect(names(try compare(scene, [1: expire()])) == [["manifests of an index"]])
        var signed = Scene(.test(.imageCountMoreThan(2)))
        try signed.add(1, days: 9, tags: ["a"])
        try signed.add(2, days: 3, tags: ["v1"])
        try signed.add(3, days: 2, subject: 2)
        #expect(names(try compare(signed, [1: expire()])) == [["referrers"]])
    }

    @Test("are explained by what an unreadable index may hold")
    func unreadIndex() throws {
        var scene = Scene(.test(1, .untagged, .sinceImagePushed(days: 30)))
        try scene.addIndex(1, days: 40, tags: ["v1"], holds: nil) { $0.status = .archived }
        try scene.add(2, days: 50)
        #expect(names(try compare(scene, [2: expire()])) == [["an index that can't be read"]])
    }

    @Test("agree about a tagged manifest of an index that goes, whether ECR lists it or not")
    func taggedManifest() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 30)))
        try scene.addIndex(1, days: 40, tags: ["v1"], holds: [2])
        try scene.add(2, days: 40, tags: ["v1-arm64"])
        for actions in [[1: expire()], [1: expire(), 2: expire()]] {
            #expect(try compare(scene, actions).differences.isEmpty)
        }
        #expect(try compare(scene, [2: expire()]).unexplained.count == 1)
        // It has a rule of its own, so another rule's number is a difference.
        #expect(try compare(scene, [1: expire(), 2: expire(by: 9)]).unexplained.map(\.kind) == [.otherwise])
    }

    @Test("are explained by parts that ECR counts, also if one of them is an index with a tag")
    func nestedParts() throws {
        var scene = Scene(.test(.imageCountMoreThan(2)))
        try scene.add(5, days: 1, tags: ["new"])
        try scene.add(1, days: 30)
        try scene.addIndex(2, days: 30, holds: [1, 3])
        try scene.addIndex(3, days: 30, tags: ["part"], holds: [1])
        // ECR counts the first manifest, so the outer index is not among the newest.
        #expect(names(try compare(scene, [2: expire()])) == [["manifests of an index"]])
    }

    @Test("are explained by a manifest that ECR leaves to an archived index")
    func manifestOfUnreadIndex() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 30)))
        try scene.addIndex(1, days: 40, tags: ["v1"], holds: nil) { $0.status = .archived }
        try scene.add(2, days: 50, tags: ["v1-arm64"])
        #expect(names(try compare(scene, [:])) == [["an index that can't be read"]])
        // The index was there before this image, so it can't hold it.
        try scene.add(3, days: 35, tags: ["v2"])
        #expect(try compare(scene, [:]).unexplained.map(\.image.tags) == [["v2"]])
    }

    @Test("are explained by a tagged manifest that is only archived with its index")
    func milderFate() throws {
        var scene = Scene(
            .test(1, .untagged, .sinceImagePulled(days: 30)) { $0.action = .transition },
            .test(2, .any, .sinceImagePushed(days: 30)))
        try scene.addIndex(1, days: 40, holds: [2])
        try scene.add(2, days: 40, tags: ["v1-arm64"])
        let archive = PreviewedAction(.transition, rule: 1)
        #expect(names(try compare(scene, [1: archive, 2: expire(by: 2)])) == [["an index that is only archived"]])
    }

    @Test("are explained by two differences only if both are needed")
    func twoExplanations() throws {
        var scene = Scene(.test(.imageCountMoreThan(2)))
        try scene.add(1, days: 9, tags: ["a"])
        try scene.add(2, days: 0.01)
        try scene.add(3, days: 8, subject: 9)
        try scene.add(4, days: 10, tags: ["b"])
        try scene.add(5, days: 7, tags: ["c"])
        // Newest first: the push, c, the orphan, a, b. Ours keeps c and a.
        let both: Actions = [1: expire(), 3: expire(), 4: expire()]
        #expect(names(try compare(scene, both)) == [["a push under way"], ["a push under way", "orphaned referrers"]])
    }

    @Test("are not explained by a behaviour that other images contradict")
    func contradiction() throws {
        var scene = Scene(.test(1, .untagged, .imageCountMoreThan(1)))
        try scene.add(1, days: 5)
        try scene.add(2, days: 0.02)
        try scene.add(3, days: 0.01)
        #expect(try compare(scene, [1: expire(), 2: expire()]).unexplained.isEmpty)
        // If ECR counted what was pushed just now, then the older of the two would go, too.
        #expect(try compare(scene, [1: expire()]).unexplained.count == 1)
    }

    @Test("do not change if nothing is left out")
    func selectionIsUnchanged() throws {
        var scene = try family(days: 40)
        try scene.add(4, days: 0.01)
        let selection = Selection(section: scene.section, protection: .none, at: scene.now)
        #expect(selection.withoutDifferences.isEmpty)
        #expect(scene.decisions() == selection.assessment(of: scene.images, manifests: scene.manifests).decisions)
    }
}
