import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Indexes and what they hold")
struct ImageFamilyTests {
    @Test("an untagged manifest of an index is neither matched nor counted, and stays with it")
    func untaggedManifests() throws {
        var scene = Scene(.test(1, .untagged, .sinceImagePushed(days: 5)), .test(2, .any, .imageCountMoreThan(2)))
        try scene.addIndex(1, days: 9, tags: ["v1"], holds: [2, 3])
        try scene.add(2, days: 9)
        try scene.add(3, days: 1)
        try scene.add(4, days: 10, tags: ["v0"])
        try scene.add(5, days: 11, tags: ["v"])
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep, .expire])
        #expect(scene.decisions()[1].reason == .stays(with: try .test(1), as: .manifest))
    }

    @Test("a manifest goes with its index, by that one's rule, however new it is")
    func manifestsGo() throws {
        var scene = Scene(.test(7, .patterns("v*"), .sinceImagePushed(days: 5)))
        try scene.addIndex(1, days: 9, tags: ["v1"], holds: [2, 3])
        try scene.add(2, days: 0)
        try scene.addIndex(3, days: nil, holds: [4])
        try scene.add(4, days: 9)
        #expect(scene.verdicts() == [.expire, .expire, .expire, .expire])
        #expect(scene.decisions().map(\.rule) == [7, 7, 7, 7])
        #expect(scene.decisions()[3].reason == .goes(with: try .test(3), as: .manifest))
    }

    @Test("a tagged manifest is matched and counted like any other, and kept while an index that holds it stays")
    func taggedManifests() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)))
        try scene.addIndex(1, days: 1, tags: ["v1"], holds: [2])
        try scene.add(2, days: 9, tags: ["v1-arm64"])
        #expect(scene.verdicts() == [.keep, .keep])
        scene.images[0].pushedAt = .daysAgo(10)
        #expect(scene.verdicts() == [.expire, .keep])
        scene.section.rules = [.test(.sinceImagePushed(days: 8))]
        #expect(scene.verdicts() == [.expire, .expire])
    }

    @Test("what two indexes share meets the mildest end of theirs: kept, then archived, then deleted")
    func shared() throws {
        var scene = Scene(
            .test(1, .patterns("old*"), .sinceImagePushed(days: 1)),
            .test(2, .patterns("cold*"), .sinceImagePushed(days: 1)) { $0.action = .transition })
        try scene.addIndex(1, days: 9, tags: ["old"], holds: [11, 12, 13])
        try scene.addIndex(2, days: 9, tags: ["cold"], holds: [12, 13])
        try scene.addIndex(3, days: 9, tags: ["current"], holds: [13])
        for number in 11...13 { try scene.add(number, days: 9) }
        #expect(scene.verdicts() == [.expire, .transition, .keep, .expire, .transition, .keep])
    }

    @Test("an index without manifests is an image, and so is what it holds that is not there")
    func empty() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)))
        try scene.addIndex(1, days: 9, holds: [])
        try scene.addIndex(2, days: 9, holds: [2, 90])
        #expect(scene.verdicts() == [.expire, .expire])
    }

    @Test("nothing is done to a manifest while an index that is being restored holds it")
    func activating() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)))
        try scene.addIndex(1, days: 9, holds: [2]) { $0.status = .activating }
        try scene.add(2, days: 9)
        #expect(scene.verdicts() == [.keep, .keep])
    }

    @Test("what is archived already stays when its index is archived, and so does what belongs to it")
    func archivedManifests() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)) { $0.action = .transition })
        try scene.addIndex(1, days: 9, holds: [2, 3])
        try scene.add(2, days: 9) { $0.status = .archived }
        try scene.add(3, days: 9)
        try scene.add(4, days: 9, subject: 2)
        #expect(scene.verdicts() == [.transition, .keep, .transition, .keep])
    }

    @Test("a manifest goes with its index whatever its storage class is")
    func acrossClasses() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 5)))
        try scene.addIndex(1, days: 9, holds: [2])
        try scene.add(2, days: 9) { $0.status = .archived }
        #expect(scene.verdicts() == [.expire, .expire])
    }

    @Test("untagged images that an index may hold, whose manifest is not given, stay and are not counted")
    func unread() throws {
        var scene = Scene(.test(1, .untagged, .imageCountMoreThan(1)), .test(2, .any, .sinceImagePushed(days: 3)))
        try scene.addIndex(1, days: 5, holds: nil) { $0.status = .archived }
        try scene.add(2, days: 6)
        try scene.add(3, days: 5)
        try scene.add(4, days: nil)
        try scene.add(5, days: 5, tags: ["v1"])
        try scene.add(6, days: 4.99)
        try scene.add(7, days: 4)
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep, .expire, .expire, .keep])
        #expect(scene.decisions()[1].reason == .possiblyHeld(by: try .test(1)))
    }

    @Test("what may be held stays though an index that is known to hold it goes")
    func unreadAndHeld() throws {
        var scene = Scene(.test(.sinceImagePushed(days: 3)))
        try scene.addIndex(1, days: 5, tags: ["v1"], holds: [3])
        try scene.addIndex(2, days: 5, tags: ["v2"], holds: nil) { $0.status = .archived }
        try scene.add(3, days: 6)
        #expect(scene.verdicts() == [.expire, .keep, .keep])
    }

    @Test(
        "an archived index stays if it may hold an image that a veto names, unless that is a tagged index",
        arguments: [(["k-amd64"], false, 9.0, true), (["k-1"], true, 9, false), (["k-amd64"], false, 7, false)]
            as [([ImageTag], Bool, Double, Bool)])
    func unreadUnderVeto(tags: [ImageTag], isIndex: Bool, days: Double, stays: Bool) throws {
        var scene = Scene(
            .test(1, .any, .sinceImageTransitioned(days: 5)) { $0.storageClass = .archive },
            protect: Protection(tagPatterns: [WildcardPattern("k-*")]))
        try scene.addIndex(1, days: 8, tags: ["pr-7"], holds: nil) {
            ($0.status, $0.lastArchivedAt) = (.archived, .daysAgo(6))
        }
        if isIndex {
            try scene.addIndex(2, days: days, tags: tags, holds: [])
        } else {
            try scene.add(2, days: days, tags: tags)
        }
        #expect(scene.verdicts() == [stays ? .protect : .expire, .keep])
    }

    @Test(
        "an index was pulled when an image was that an archived index in it may hold",
        arguments: [([], 9.0, true), (["k"], 9, true), (["k"], 7, false)] as [([ImageTag], Double, Bool)])
    func pullsOfPossibleManifests(tags: [ImageTag], days: Double, stays: Bool) throws {
        let rules = [
            Rule.test(.sinceImagePulled(days: 5)),
            .test(.sinceImagePushed(days: 5)) { $0.notPulledForDays = 5 },
        ]
        for rule in rules {
            var scene = Scene(rule)
            scene.section.rules = [rule]
            try scene.addIndex(1, days: 8, tags: ["out"], holds: [2])
            try scene.addIndex(2, days: 8, holds: nil) { $0.status = .archived }
            try scene.add(3, days: days, tags: tags) { $0.lastPulledAt = .daysAgo(1.5) }
            #expect(scene.verdicts() == (stays ? [.keep, .keep, .keep] : [.expire, .expire, .keep]))
            guard stays else { continue }
            #expect(
                scene.decisions()[0].sentence.hasSuffix("pulled, with the images that it may hold, within 5 days (1.5)")
            )
        }
    }
}
