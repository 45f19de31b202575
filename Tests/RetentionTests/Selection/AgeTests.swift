import Foundation
import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Ages")
struct AgeTests {
    private func verdict(_ count: Rule.Count, _ change: (inout Image) -> Void) throws -> Decision.Verdict {
        let isArchive = if case .sinceImageTransitioned = count { true } else { false }
        var scene = Scene(.test(count) { $0.storageClass = isArchive ? .archive : .standard })
        try scene.add(1, days: 20) {
            $0.status = isArchive ? .archived : .active
            change(&$0)
        }
        return try #require(scene.verdicts().first)
    }

    @Test(
        "only an age over the days of the rule, each of 86,400 seconds, is too old",
        arguments: [
            (1_296_000, .keep), (1_296_000.000_001, .expire), (1_295_999.999_999, .keep), (1_296_001, .expire),
            (0, .keep), (-86_400, .keep), (3_153_600_000, .expire),
        ] as [(TimeInterval, Decision.Verdict)])
    func boundary(age: TimeInterval, verdict: Decision.Verdict) throws {
        // Near 0, where a double still tells microseconds apart.
        let (time, now) = (Date(timeIntervalSinceReferenceDate: -age), Date(timeIntervalSinceReferenceDate: 0))
        let active = Image(digest: try .test(1), pushedAt: time)
        let archived = Image(digest: try .test(2), status: .archived, pushedAt: time, lastArchivedAt: time)
        let counts = [Rule.Count.sinceImagePushed(days: 15), .sinceImagePulled(days: 15)]
        let rules =
            counts.map { Rule.test($0) }
            + [.test(.sinceImageTransitioned(days: 15)) { $0.storageClass = .archive }]
        for rule in rules {
            let section = Policy.Section(name: "ages", repositories: .all, rules: [rule])
            let image = rule.storageClass == .archive ? archived : active
            let assessment = Selection(section: section, protection: .none, at: now)
                .assessment(of: [image], manifests: IndexManifests())
            #expect(assessment.decisions.map(\.verdict) == [verdict])
        }
    }

    @Test("only an age over the hours of the rule is too old", arguments: [(21_600, false), (21_601, true)])
    func hours(age: TimeInterval, isTooOld: Bool) throws {
        var scene = Scene(
            .test(1, .any, .sinceImagePushed(.hours(6))),
            .test(2, .any, .sinceImageTransitioned(.hours(6))) { $0.storageClass = .archive })
        try scene.add(1, days: age / 86_400, tags: ["a"])
        try scene.add(2, days: 9) { ($0.status, $0.lastArchivedAt) = (.archived, .daysAgo(age / 86_400)) }
        #expect(scene.verdicts() == Array(repeating: isTooOld ? .expire : .keep, count: 2))
    }

    @Test("the push age of an image that was restored from the archive counts from its restoration")
    func restored() throws {
        let rule = Rule.Count.sinceImagePushed(days: 15)
        #expect(try verdict(rule) { $0.lastActivatedAt = .daysAgo(15) } == .keep)
        #expect(try verdict(rule) { $0.lastActivatedAt = .daysAgo(16) } == .expire)
        #expect(
            try verdict(rule) {
                $0.pushedAt = nil
                $0.lastActivatedAt = .daysAgo(16)
            } == .expire)
    }

    @Test("a restored image is as new as its restoration, in counts too")
    func restoredInCounts() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.add(1, days: 3)
        try scene.add(2, days: 90) { $0.lastActivatedAt = .daysAgo(2) }
        #expect(scene.verdicts() == [.expire, .keep])
    }

    @Test("an image whose push time is not known stays, and the reason says so")
    func unknownPushTime() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 15)))
        try scene.add(1, days: nil)
        #expect(scene.decisions() == [Decision(.keep, rule: 1, reason: .unknownAge(since: .push))])
    }

    @Test("an image that was never pulled is as old as its push, or its restoration")
    func neverPulled() throws {
        #expect(try verdict(.sinceImagePulled(days: 19)) { _ in } == .expire)
        #expect(try verdict(.sinceImagePulled(days: 20)) { _ in } == .keep)
        #expect(try verdict(.sinceImagePulled(days: 19)) { $0.lastActivatedAt = .daysAgo(19) } == .keep)
        #expect(try verdict(.sinceImagePulled(days: 19)) { $0.pushedAt = nil } == .keep)
    }

    @Test("a pull counts, be the push older or not known")
    func pulled() throws {
        #expect(try verdict(.sinceImagePulled(days: 3)) { $0.lastPulledAt = .daysAgo(3) } == .keep)
        #expect(try verdict(.sinceImagePulled(days: 3)) { $0.lastPulledAt = .daysAgo(4) } == .expire)
        #expect(
            try verdict(.sinceImagePulled(days: 3)) {
                $0.pushedAt = nil
                $0.lastPulledAt = .daysAgo(4)
            } == .expire)
    }

    @Test("of a pull and a restoration the later counts")
    func pulledAndRestored() throws {
        #expect(
            try verdict(.sinceImagePulled(days: 3)) {
                $0.lastPulledAt = .daysAgo(10)
                $0.lastActivatedAt = .daysAgo(3)
            } == .keep)
        #expect(
            try verdict(.sinceImagePulled(days: 3)) {
                $0.lastPulledAt = .daysAgo(3)
                $0.lastActivatedAt = .daysAgo(10)
            } == .keep)
        #expect(
            try verdict(.sinceImagePulled(days: 3)) {
                $0.lastPulledAt = .daysAgo(10)
                $0.lastActivatedAt = .daysAgo(4)
            } == .expire)
    }

    @Test("an index was pulled when the last of all that it holds was")
    func indexes() throws {
        var scene = Scene(.test(.sinceImagePulled(days: 5)))
        try scene.addIndex(1, days: 20, holds: [2, 3]) { $0.lastPulledAt = .daysAgo(9) }
        try scene.addIndex(2, days: 20, holds: [4])
        try scene.add(3, days: 20)
        try scene.add(4, days: 20) { $0.lastPulledAt = .daysAgo(5) }
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep])
        scene.images[3].lastPulledAt = .daysAgo(6)
        #expect(scene.verdicts() == [.expire, .expire, .expire, .expire])
    }

    @Test("a manifest that was never pulled counts by its push, and one of unknown times leaves no answer")
    func fallbacksOfManifests() throws {
        var scene = Scene(.test(.sinceImagePulled(days: 5)))
        try scene.addIndex(1, days: 20, tags: ["v1"], holds: [2]) { $0.lastPulledAt = .daysAgo(9) }
        try scene.add(2, days: 5)
        #expect(scene.verdicts() == [.keep, .keep])
        scene.images[1].pushedAt = .daysAgo(6)
        #expect(scene.verdicts() == [.expire, .expire])
        scene.images[1].pushedAt = nil
        #expect(scene.verdicts() == [.keep, .keep])
        #expect(scene.decisions()[0].reason == .unknownAge(since: .pull))
    }

    @Test("the age in the archive counts from the move there, and without it nothing is done")
    func transitioned() throws {
        #expect(try verdict(.sinceImageTransitioned(days: 5)) { $0.lastArchivedAt = .daysAgo(5) } == .keep)
        #expect(try verdict(.sinceImageTransitioned(days: 5)) { $0.lastArchivedAt = .daysAgo(6) } == .expire)
        #expect(try verdict(.sinceImageTransitioned(days: 5)) { _ in } == .keep)
    }
}
