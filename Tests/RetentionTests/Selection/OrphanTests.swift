import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Referrers without their subjects")
struct OrphanTests {
    @Test("rules by age and by pull match an orphan as the image that it is")
    func ages() throws {
        for count in [Rule.Count.sinceImagePushed(days: 5), .sinceImagePulled(days: 5)] {
            var scene = Scene(.test(1, .untagged, count), .test(2, .prefixes("sha256-"), count))
            try scene.add(1, days: 6, subject: 90)
            try scene.add(2, days: 5, subject: 90)
            try scene.add(3, days: 6, tags: [.cosign(try .test(90))])
            #expect(scene.verdicts() == [.expire, .keep, .expire])
        }
    }

    @Test("counts do not see an orphan: it is neither counted, nor taken, nor kept from lower rules")
    func counts() throws {
        var scene = Scene(.test(1, .untagged, .imageCountMoreThan(1)), .test(2, .any, .sinceImagePushed(days: 8)))
        try scene.add(1, days: 1, subject: 90)
        try scene.add(2, days: 2)
        try scene.add(3, days: 3)
        try scene.add(4, days: 8, subject: 90)
        try scene.add(5, days: 9, subject: 90)
        #expect(scene.verdicts() == [.keep, .keep, .expire, .keep, .expire])
        #expect(scene.decisions().map(\.rule) == [2, 1, 1, 2, 2])
    }

    @Test("an orphan takes no place among the newest that a rule keeps")
    func keepNewest() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)) { $0.keepNewest = 1 })
        try scene.add(1, days: 6, subject: 90)
        try scene.add(2, days: 7)
        try scene.add(3, days: 8)
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("an age of their own takes orphans that no rule acts on, whatever they are tagged or pulled")
    func byAgeAlone() throws {
        var scene = Scene(
            .test(1, .prefixes("sha256-"), .sinceImagePulled(days: 30)), .test(2, .any, .imageCountMoreThan(9)))
        scene.section.orphanedReferrersOlderThanDays = 5
        try scene.add(1, days: 6, tags: [.cosign(try .test(90))]) { $0.lastPulledAt = .daysAgo(0) }
        try scene.add(2, days: 6, subject: 90)
        try scene.add(3, days: 5, subject: 90)
        try scene.add(4, days: 6)
        try scene.add(5, days: 6, subject: 4)
        try scene.add(6, days: nil, subject: 90)
        try scene.add(7, days: 40, tags: [.cosign(try .test(91))])
        #expect(scene.verdicts() == [.expire, .expire, .keep, .keep, .keep, .keep, .expire])
        #expect(scene.decisions()[1] == Decision(.expire, reason: .orphaned(subject: try .test(90), days: 5, age: 6)))
        #expect(scene.decisions()[6].rule == 1)
    }

    @Test("what a rule archives of them is archived, and what is archived is left to the rules")
    func archive() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 8)) { $0.action = .transition })
        scene.section.orphanedReferrersOlderThanDays = 5
        try scene.add(1, days: 9, subject: 90)
        try scene.add(2, days: 7, subject: 90)
        try scene.add(3, days: 9, subject: 90) { $0.status = .archived }
        #expect(scene.verdicts() == [.transition, .expire, .keep])
    }

    @Test("an orphan that an index holds goes and stays with the index; tagged, it stays with it")
    func held() throws {
        var scene = Scene()
        scene.section.orphanedReferrersOlderThanDays = 5
        try scene.addIndex(1, days: 9, holds: [2, 3])
        try scene.add(2, days: 9, subject: 90)
        try scene.add(3, days: 9, tags: ["sbom"], subject: 90)
        #expect(scene.verdicts() == [.keep, .keep, .keep])
        scene.section.rules = [.test(1, .untagged, .sinceImagePushed(days: 5))]
        #expect(scene.verdicts() == [.expire, .expire, .expire])
    }

    @Test("the built-in policy leaves orphans alone, tagged or not")
    func builtIn() throws {
        var scene = Scene()
        scene.section = try #require(Policy.builtIn.sections.first)
        try scene.add(1, days: 16, subject: 90)
        try scene.add(2, days: 16, tags: [.cosign(try .test(90))])
        try scene.add(3, days: 16)
        try scene.add(4, days: 15)
        try scene.add(5, days: 16, tags: ["v1"])
        #expect(scene.verdicts() == [.keep, .keep, .expire, .keep, .keep])
        #expect(scene.decisions()[0].reason == .orphanLeft(subject: try .test(90)))
    }
}
