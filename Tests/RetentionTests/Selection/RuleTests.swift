import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Rules")
struct RuleTests {
    private let old = Rule.Count.sinceImagePushed(days: 5)

    @Test("every entry of a list is satisfied, each by any of the tags")
    func all() throws {
        var scene = Scene(.test(1, .patterns("v*", "*-prod"), old))
        try scene.add(1, days: 6, tags: ["v1-prod"])
        try scene.add(2, days: 6, tags: ["a", "v2", "x-prod"])
        try scene.add(3, days: 6, tags: ["v3", "v4"])
        try scene.add(4, days: 6, tags: ["b-prod", "b"])
        try scene.add(5, days: 6)
        #expect(scene.verdicts() == [.expire, .expire, .keep, .keep, .keep])
    }

    @Test("prefixes are all satisfied, too, and mean what they say: case counts, and nothing stands for others")
    func prefixes() throws {
        var scene = Scene(.test(1, .prefixes("v", "r"), old))
        try scene.add(1, days: 6, tags: ["r", "v"])
        try scene.add(2, days: 6, tags: ["V1", "r"])
        try scene.add(3, days: 6, tags: ["rv"])
        #expect(scene.verdicts() == [.expire, .keep, .keep])
    }

    @Test("where a rule asks for any entry, one is enough")
    func any() throws {
        var scene = Scene(.test(1, .patterns("v*", "*-prod", match: .any), old))
        try scene.add(1, days: 6, tags: ["v1"])
        try scene.add(2, days: 6, tags: ["a-prod"])
        try scene.add(3, days: 6, tags: ["a"])
        try scene.add(4, days: 6)
        #expect(scene.verdicts() == [.expire, .expire, .keep, .keep])
    }

    @Test("what a rule is about is out of reach of every lower one, acted on or not")
    func outOfReach() throws {
        let rules: [Rule] = [
            .test(1, .patterns("v*"), .sinceImagePushed(days: 30)), .test(2, .untagged, .imageCountMoreThan(1)),
            .test(3, .any, .sinceImagePushed(days: 1)),
        ]
        for rules in [rules, rules.reversed()] {
            var scene = Scene()
            scene.section.rules = rules
            try scene.add(1, days: 20, tags: ["v1"])
            try scene.add(2, days: 31, tags: ["v2"])
            try scene.add(3, days: 20)
            try scene.add(4, days: 21)
            try scene.add(5, days: 20, tags: ["x"])
            #expect(scene.verdicts() == [.keep, .expire, .keep, .expire, .expire])
            #expect(scene.decisions().map(\.rule) == [1, 1, 2, 2, 3])
        }
    }

    @Test("the rules of the storage classes know nothing of each other's images")
    func storageClasses() throws {
        var scene = Scene(
            .test(1, .any, .sinceImagePushed(days: 100)),
            .test(2, .any, .sinceImageTransitioned(days: 5)) { $0.storageClass = .archive })
        try scene.add(1, days: 50) { $0.lastArchivedAt = .daysAgo(40) }
        try scene.add(2, days: 50) {
            $0.status = .archived
            $0.lastArchivedAt = .daysAgo(6)
        }
        try scene.add(3, days: 200) {
            $0.status = .archived
            $0.lastArchivedAt = .daysAgo(5)
        }
        #expect(scene.verdicts() == [.keep, .expire, .keep])
    }

    @Test(
        "an image that is neither active nor archived is in no class",
        arguments: [ImageStatus.activating, ImageStatus("QUARANTINED"), ImageStatus("active")])
    func otherStatuses(status: ImageStatus) throws {
        var scene = Scene(
            .test(1, .any, .imageCountMoreThan(1)),
            .test(2, .any, .sinceImageTransitioned(days: 1)) { $0.storageClass = .archive })
        try scene.add(1, days: 1) {
            $0.status = status
            $0.lastArchivedAt = .daysAgo(50)
        }
        try scene.add(2, days: 2)
        try scene.add(3, days: 3)
        #expect(scene.verdicts() == [.keep, .keep, .expire])
        #expect(scene.decisions()[0].reason == .unsettled(status))
    }

    @Test("an excluded tag takes an image out of the rule: it is neither counted by it nor kept from lower ones")
    func excludedTags() throws {
        var scene = Scene(
            .test(1, .patterns("v*"), .imageCountMoreThan(1)) { $0.excludedTags = [WildcardPattern("*-rc*")] },
            .test(2, .any, .sinceImagePushed(days: 1)))
        try scene.add(1, days: 3, tags: ["v3-rc1"])
        try scene.add(2, days: 4, tags: ["v2"])
        try scene.add(3, days: 5, tags: ["v1"])
        try scene.add(4, days: 6, tags: ["v0", "x-rc"])
        #expect(scene.verdicts() == [.expire, .keep, .expire, .expire])
        #expect(scene.decisions().map(\.rule) == [2, 1, 1, 2])
    }

    @Test("what a rule archives is archived, and nothing is done to what is archived already")
    func transition() throws {
        var scene = Scene(
            .test(1, .any, .sinceImagePulled(days: 5)) { $0.action = .transition },
            .test(2, .any, .sinceImageTransitioned(days: 5)) {
                $0.storageClass = .archive
                $0.action = .transition
            })
        try scene.add(1, days: 6)
        try scene.add(2, days: 60) {
            $0.status = .archived
            $0.lastArchivedAt = .daysAgo(50)
        }
        #expect(scene.verdicts() == [.transition, .keep])
        #expect(scene.decisions()[1].reason == .alreadyArchived)
    }

    @Test("no rules and no images are no work")
    func nothing() throws {
        #expect(Scene(.test(old)).decisions() == [])
        var scene = Scene()
        try scene.add(1, days: 10_000)
        #expect(scene.decisions() == [Decision(.keep, reason: .noRule)])
    }
}
