import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Protection")
struct ProtectionTests {
    private static let expiring = Rule.test(.sinceImagePushed(days: 5))

    private func protecting(_ protection: Protection) -> Scene { Scene(Self.expiring, protect: protection) }

    private func tags(_ patterns: String...) -> Protection {
        Protection(tagPatterns: patterns.map { WildcardPattern($0) })
    }

    @Test("a protected tag keeps what a rule would take; what stays anyway is kept and not protected")
    func tag() throws {
        var scene = protecting(tags("release-*", "keep"))
        try scene.add(1, days: 9, tags: ["a", "release-1"])
        try scene.add(2, days: 1, tags: ["release-2"])
        try scene.add(3, days: 9, tags: ["prerelease-1"])
        try scene.add(4, days: 9, tags: ["keep"])
        #expect(scene.verdicts() == [.protect, .keep, .expire, .protect])
        #expect(scene.decisions()[0].rule == 1)
        #expect(scene.decisions()[0].reason == .protected(by: .tag("release-1", pattern: "release-*"), .named))
    }

    @Test("the newest are counted without manifests, referrers, orphans and archived images, and never are these")
    func newest() throws {
        var scene = protecting(Protection(newest: 2))
        try scene.addIndex(1, days: 20, holds: [2, 3])
        try scene.add(2, days: 6)
        try scene.add(3, days: 6, tags: ["v1-arm64"])
        try scene.add(4, days: 6, subject: 90)
        try scene.add(5, days: 6, tags: [.cosign(try .test(8))])
        try scene.add(6, days: 6) { $0.status = .archived }
        try scene.add(7, days: 7, tags: ["v7"])
        try scene.add(8, days: 8)
        try scene.add(9, days: 9)
        #expect(
            scene.verdicts() == [.expire, .expire, .expire, .expire, .protect, .keep, .protect, .protect, .expire])
    }

    @Test("the newest include what no rule is about, and ties go to the smaller digest")
    func newestOfAll() throws {
        var scene = Scene(.test(1, .untagged, .sinceImagePushed(days: 5)), protect: Protection(newest: 2))
        try scene.add(3, days: 9)
        try scene.add(2, days: 9)
        try scene.add(1, days: 1, tags: ["v1"])
        #expect(scene.verdicts() == [.expire, .protect, .keep])
    }

    @Test("an age of exactly what protects is protected, and one that is not known is not")
    func ages() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)), protect: Protection(pushedWithinDays: 7))
        try scene.add(1, days: 1)
        try scene.add(2, days: 7)
        try scene.add(3, days: 7.001)
        try scene.add(4, days: 30) { $0.lastActivatedAt = .daysAgo(7) }
        #expect(scene.verdicts() == [.keep, .protect, .expire, .protect])
        scene.protection = Protection(pulledWithinDays: 7)
        scene.images[2].lastPulledAt = .daysAgo(7)
        scene.images[1].lastPulledAt = .daysAgo(8)
        #expect(scene.verdicts() == [.keep, .expire, .protect, .protect])
    }

    @Test("an index is protected by the pull of what it holds")
    func pulledManifest() throws {
        var scene = protecting(Protection(pulledWithinDays: 7))
        try scene.addIndex(1, days: 9, holds: [2, 3])
        try scene.add(2, days: 9) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(3, days: 9)
        try scene.add(4, days: 9)
        #expect(scene.verdicts() == [.protect, .protect, .protect, .expire])
    }

    @Test("an index is protected by a pull that is known, whatever else is not")
    func pulledIndexOfUnknown() throws {
        var scene = protecting(Protection(pulledWithinDays: 7))
        try scene.addIndex(1, days: 9, holds: [2]) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(2, days: nil)
        try scene.addIndex(3, days: 9, holds: [4, 5])
        try scene.add(4, days: 9) { $0.lastPulledAt = .daysAgo(1) }
        try scene.add(5, days: nil)
        #expect(scene.verdicts() == [.protect, .protect, .protect, .protect, .protect])
    }

    @Test("protection climbs from a manifest to the indexes around it, and descends to all that these hold")
    func climbs() throws {
        var scene = protecting(tags("used"))
        try scene.addIndex(1, days: 9, holds: [2, 5])
        try scene.addIndex(2, days: 9, holds: [3, 4])
        try scene.add(3, days: 9, tags: ["used"])
        try scene.add(4, days: 9)
        try scene.add(5, days: 9)
        try scene.add(6, days: 9, subject: 5)
        try scene.add(7, days: 9, subject: 6)
        try scene.add(8, days: 9)
        #expect(
            scene.verdicts() == [.protect, .protect, .protect, .protect, .protect, .protect, .protect, .expire])
        let veto = Veto.tag("used", pattern: "used")
        #expect(scene.decisions()[0].reason == .protected(by: veto, .holdsIndirectly(try .test(2))))
        #expect(
            scene.decisions()[0].sentence.hasSuffix("which stays because of an image that has the protected tag used"))
        #expect(scene.decisions()[1].reason == .protected(by: veto, .holds(try .test(3))))
        #expect(scene.decisions()[3].reason == .protected(by: veto, .belongsIndirectly(to: try .test(2))))
    }

    @Test("what is protected by descent alone protects no other index that shares it")
    func sharedManifests() throws {
        var scene = protecting(tags("used"))
        try scene.addIndex(1, days: 9, tags: ["a"], holds: [3, 4])
        try scene.addIndex(2, days: 9, tags: ["b"], holds: [4, 5])
        try scene.add(3, days: 9, tags: ["used"])
        try scene.add(4, days: 9)
        try scene.add(5, days: 9)
        try scene.add(6, days: 9, subject: 2)
        #expect(scene.verdicts() == [.protect, .expire, .protect, .protect, .expire, .expire])
    }

    @Test("a manifest that a veto names protects every index that holds it")
    func namedSharedManifest() throws {
        var scene = protecting(tags("used"))
        try scene.addIndex(1, days: 9, holds: [3])
        try scene.addIndex(2, days: 9, holds: [3])
        try scene.add(3, days: 9, tags: ["used"])
        #expect(scene.verdicts() == [.protect, .protect, .protect])
    }

    @Test("a protected image protects its referrers, and a protected referrer not its subject")
    func referrers() throws {
        var scene = protecting(tags("used", "kept-signature"))
        try scene.add(1, days: 9, tags: ["used"])
        try scene.add(2, days: 9, subject: 1)
        try scene.add(3, days: 9)
        try scene.add(4, days: 9, tags: ["kept-signature"], subject: 3)
        #expect(scene.verdicts() == [.protect, .protect, .expire, .protect])
    }

    @Test("protection holds off the archive, too, and reaches what is archived")
    func archive() throws {
        var scene = Scene(
            .test(1, .any, .sinceImagePushed(days: 5)) { $0.action = .transition },
            .test(2, .any, .sinceImageTransitioned(days: 5)) { $0.storageClass = .archive }, protect: tags("used*"))
        try scene.add(1, days: 9, tags: ["used"])
        try scene.add(2, days: 90, tags: ["used-once"]) {
            $0.status = .archived
            $0.lastArchivedAt = .daysAgo(50)
        }
        #expect(scene.verdicts() == [.protect, .protect])
    }

    @Test("the vetoes of a policy and of a section add up")
    func adding() throws {
        let sum = tags("a*").adding(Protection(tagPatterns: [WildcardPattern("b*")], newest: 1))
        #expect(sum == sum.adding(.none))
        #expect(sum == Protection.none.adding(sum))
        #expect(
            Protection(newest: 3, pushedWithinDays: 1).adding(Protection(newest: 1, pushedWithinDays: 2))
                == Protection(newest: 3, pushedWithinDays: 2))
        var scene = protecting(sum)
        try scene.add(1, days: 7, tags: ["c"])
        try scene.add(2, days: 8, tags: ["a"])
        try scene.add(3, days: 9, tags: ["b"])
        try scene.add(4, days: 10, tags: ["d"])
        #expect(scene.verdicts() == [.protect, .protect, .protect, .expire])
    }
}
