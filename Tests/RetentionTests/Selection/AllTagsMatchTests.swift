import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Rules that act only if every tag matches")
struct AllTagsMatchTests {
    private func rule(_ status: Rule.TagStatus, _ count: Rule.Count = .sinceImagePushed(days: 5)) -> Rule {
        .test(1, status, count) { $0.allTagsMatch = true }
    }

    @Test("a build that is a release, too, stays and says by which tag")
    func release() throws {
        var scene = Scene(rule(.patterns("pr-*")))
        try scene.add(1, days: 9, tags: ["pr-7"])
        try scene.add(2, days: 9, tags: ["pr-8", "v1.2.0"])
        try scene.add(3, days: 9, tags: ["pr-9", "pr-9-abc"])
        try scene.add(4, days: 9, tags: ["v1.3.0"])
        #expect(scene.verdicts() == [.expire, .keep, .expire, .keep])
        #expect(
            scene.decisions()[1].sentence == "the rule would take it, but its tag v1.2.0 does not meet the rule's list")
    }

    @Test("an image that stays by another tag still counts, and is out of reach of lower rules")
    func counts() throws {
        var scene = Scene(rule(.patterns("pr-*"), .imageCountMoreThan(1)), .test(2, .any, .sinceImagePushed(days: 1)))
        try scene.add(1, days: 8, tags: ["pr-7", "v1"])
        try scene.add(2, days: 9, tags: ["pr-8"])
        try scene.add(3, days: 10, tags: ["pr-9", "v2"])
        #expect(scene.verdicts() == [.keep, .expire, .keep])
    }

    @Test("each tag meets the list by itself: some entry of an OR, every entry of an AND")
    func lists() throws {
        let images: [[ImageTag]] = [["a-1", "1-b"], ["a-b"], ["a-1"], ["a-b", "x"]]
        for (match, verdicts) in [
            (TagList.Match.any, [Decision.Verdict.expire, .expire, .expire, .keep]),
            (.all, [.keep, .expire, .keep, .keep]),
        ] {
            var scene = Scene(rule(.patterns("a-*", "*-b", match: match)))
            for (number, tags) in images.enumerated() { try scene.add(number + 1, days: 9, tags: tags) }
            #expect(scene.verdicts() == verdicts, "\(match)")
        }
    }
}
