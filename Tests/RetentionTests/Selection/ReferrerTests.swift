import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Referrers")
struct ReferrerTests {
    private let expiring = Rule.test(.sinceImagePushed(days: 5))

    @Test("a referrer stays with its subject and goes with it, tagged or not, and so does its own referrer")
    func follow() throws {
        for tags in [[], ["signature"]] as [[ImageTag]] {
            var scene = Scene(expiring)
            try scene.add(1, days: 1, tags: ["v1"])
            try scene.add(2, days: 90, tags: tags, subject: 1)
            try scene.add(3, days: 90, subject: 2)
            #expect(scene.verdicts() == [.keep, .keep, .keep])
            #expect(scene.decisions()[2].reason == .stays(with: try .test(2), as: .referrer))
            scene.images[0].pushedAt = .daysAgo(6)
            scene.images[1].pushedAt = .daysAgo(0)
            #expect(scene.verdicts() == [.expire, .expire, .expire])
            #expect(scene.decisions().map(\.rule) == [1, 1, 1])
        }
    }

    @Test("a referrer is neither matched by its tags nor counted")
    func uncounted() throws {
        var scene = Scene(.test(1, .patterns("s*"), .sinceImagePushed(days: 1)), .test(2, .any, .imageCountMoreThan(1)))
        try scene.add(1, days: 9, tags: ["v1"])
        try scene.add(2, days: 5, tags: ["s1"], subject: 1)
        try scene.add(3, days: 10)
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("cosign's tags name a subject, with each of its suffixes", arguments: ["", ".sig", ".att", ".sbom"])
    func cosign(suffix: String) throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 9, tags: [.cosign(try .test(1), suffix: suffix)])
        #expect(scene.verdicts() == [.keep, .keep])
        scene.images[0].pushedAt = .daysAgo(6)
        scene.images[1].pushedAt = .daysAgo(0)
        #expect(scene.verdicts() == [.expire, .expire])
    }

    @Test(
        "cosign's tags with an ending name a subject behind any prefix, and the signature stays with a protected release",
        arguments: [".sig", ".att", ".sbom"], ["acme-", "x", "acme.release_1-", "sha256-"])
    func cosignWithPrefix(suffix: String, prefix: String) throws {
        var scene = Scene(expiring, protect: Protection(tagPatterns: [WildcardPattern("v*")]))
        try scene.add(1, days: 9, tags: ["v1"])
        let tag = ImageTag(prefix + ImageTag.cosign(try .test(1), suffix: suffix).description)
        try scene.add(2, days: 9, tags: [tag])
        #expect(scene.verdicts() == [.protect, .protect])
    }

    @Test("without an ending, a prefix makes it a tag like any other", arguments: ["acme-", "x", "sha256-"])
    func prefixWithoutEnding(prefix: String) throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 9, tags: [ImageTag(prefix + ImageTag.cosign(try .test(1), suffix: "").description)])
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("a tag that is not exactly of that form names none", arguments: ["cosign", ".sig2", ".SIG", ".sig.sig", "."])
    func almostCosign(suffix: String) throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 9, tags: [.cosign(try .test(1), suffix: suffix)])
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("cosign's form is lowercase, of 64 digits, and from the beginning")
    func wrongDigits() throws {
        var scene = Scene(expiring)
        let tag = ImageTag.cosign(try .test(0xa), suffix: "").description
        try scene.add(0xa, days: 1, tags: ["v1"])
        let wrong = [tag.uppercased(), tag.replacing("a", with: "A"), tag + "0", String(tag.dropLast()), "x" + tag]
        for (number, tag) in wrong.enumerated() { try scene.add(100 + number, days: 9, tags: [ImageTag(tag)]) }
        #expect(scene.verdicts() == [.keep, .expire, .expire, .expire, .expire, .expire])
    }

    @Test(
        "a tag of another form beside cosign's makes an image of it, and beside its manifest's subject changes nothing")
    func mixedTags() throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 1, tags: ["v1"])
        try scene.add(2, days: 9, tags: [.cosign(try .test(1)), "signature"])
        try scene.add(3, days: 9, tags: [.cosign(try .test(90)), "sbom"], subject: 1)
        #expect(scene.verdicts() == [.keep, .expire, .keep])
    }

    @Test("a referrer whose subject can't be looked up stays, is not counted, and so do its own referrers")
    func unknownSubject() throws {
        var scene = Scene(.test(.imageCountMoreThan(1)), protect: Protection(newest: 1))
        scene.section.orphanedReferrersOlderThanDays = 1
        try scene.add(1, days: 1, tags: ["signature"]) { $0.hasUnknownSubject = true }
        try scene.add(2, days: 90, subject: 1)
        try scene.add(3, days: 8, tags: ["v2"])
        try scene.add(4, days: 9, tags: ["v1"])
        #expect(scene.verdicts() == [.keep, .keep, .keep, .expire])
        #expect(
            scene.decisions()[0].sentence
                == "a referrer, or it may be one, and its subject can't be looked up")
    }

    @Test("a referrer that names one subject by another digest stays when the other subject goes")
    func foreignAndGoing() throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 9, tags: ["v1"])
        try scene.add(2, days: 9, tags: [.cosign(try .test(1))]) { $0.hasUnknownSubject = true }
        #expect(scene.verdicts() == [.expire, .keep])
    }

    @Test("a referrer of several stays while one of them stays, and is archived with the mildest")
    func severalSubjects() throws {
        var scene = Scene(
            .test(1, .patterns("old*"), .sinceImagePushed(days: 1)),
            .test(2, .patterns("cold*"), .sinceImagePushed(days: 1)) { $0.action = .transition })
        try scene.add(1, days: 9, tags: ["old"])
        try scene.add(2, days: 9, tags: ["cold"])
        try scene.add(3, days: 9, tags: ["new"])
        try scene.add(4, days: 9, tags: [.cosign(try .test(1)), .cosign(try .test(3), suffix: ".att")])
        try scene.add(5, days: 9, tags: [.cosign(try .test(2))], subject: 1)
        try scene.add(6, days: 9, tags: [.cosign(try .test(90))], subject: 1)
        #expect(scene.verdicts() == [.expire, .transition, .keep, .keep, .transition, .expire])
    }

    @Test("the referrers of a manifest go with it, and a referrer that is an index takes along what it holds")
    func throughIndexes() throws {
        var scene = Scene(expiring)
        try scene.addIndex(1, days: 9, tags: ["v1"], holds: [2])
        try scene.add(2, days: 9)
        try scene.add(3, days: 1, subject: 2)
        let subject = try ImageDigest.test(1)
        try scene.addIndex(4, days: 1, holds: [5]) { $0.subject = subject }
        try scene.add(5, days: 1)
        #expect(scene.verdicts() == [.expire, .expire, .expire, .expire, .expire])
        scene.images[0].pushedAt = .daysAgo(1)
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep, .keep])
    }

    @Test("a manifest that is a referrer, too, stays while its index or its subject does")
    func heldReferrers() throws {
        var scene = Scene(expiring)
        try scene.addIndex(1, days: 9, holds: [3])
        try scene.add(2, days: 1)
        try scene.add(3, days: 9, subject: 2)
        #expect(scene.verdicts() == [.expire, .keep, .keep])
        scene.images[1].pushedAt = .daysAgo(9)
        #expect(scene.verdicts() == [.expire, .expire, .expire])
    }

    @Test("images that belong to each other in a circle stay, and so does what belongs to them")
    func circles() throws {
        var scene = Scene(expiring)
        try scene.add(1, days: 9, tags: [.cosign(try .test(2))])
        try scene.add(2, days: 9, tags: [.cosign(try .test(1))])
        try scene.add(3, days: 9, subject: 2)
        try scene.add(4, days: 9, tags: [.cosign(try .test(4), suffix: "")])
        try scene.add(5, days: 9)
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep, .expire])
        #expect(scene.decisions()[0].reason == .circular)
    }
}
