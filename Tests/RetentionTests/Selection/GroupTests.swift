import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Rules with groups")
struct GroupTests {
    private func rule(
        _ pattern: String, _ status: Rule.TagStatus = .any, _ count: Rule.Count = .imageCountMoreThan(1),
        _ change: (inout Rule) -> Void = { _ in }
    ) -> Rule {
        .test(1, status, count) {
            $0.groupBy = GroupPattern(pattern)
            change(&$0)
        }
    }

    @Test("each group keeps its newest, and says so")
    func newest() throws {
        var scene = Scene(rule("{}-*"))
        try scene.add(1, days: 1, tags: ["main-3"])
        try scene.add(2, days: 2, tags: ["main-2"])
        try scene.add(3, days: 8, tags: ["fix-login-1"])
        try scene.add(4, days: 9, tags: ["fix-login-0"])
        #expect(scene.verdicts() == [.keep, .expire, .keep, .expire])
        let sentences = scene.decisions().map(\.sentence)
        #expect(sentences[2] == "among the newest 1 of the group fix-login (0 are newer)")
        #expect(sentences[3] == "not among the newest 1 of the group fix-login (1 are newer)")
    }

    @Test("an image of several groups goes only if each of them would take it")
    func several() throws {
        var scene = Scene(rule("{}-*"))
        try scene.add(1, days: 1, tags: ["main-3"])
        try scene.add(2, days: 2, tags: ["main-2", "fix-1"])
        try scene.add(3, days: 3, tags: ["main-1", "fix-0"])
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("a tag outside the list may keep its image, and takes nobody's place")
    func outsideList() throws {
        var scene = Scene(rule("{}-*", .patterns("*-dev")))
        try scene.add(1, days: 1, tags: ["b-dev", "a-prod"])
        try scene.add(2, days: 2, tags: ["a-dev"])
        try scene.add(3, days: 3, tags: ["a-dev2", "b-dev"])
        try scene.add(4, days: 4, tags: ["b-dev", "c-prod"])
        #expect(scene.verdicts() == [.keep, .keep, .expire, .keep])
    }

    @Test("an image of no group is not identified, and left to lower rules")
    func none() throws {
        var scene = Scene(
            .test(1, .patterns("*"), .imageCountMoreThan(1)) { $0.groupBy = GroupPattern("{}-*") },
            .test(2, .any, .sinceImagePushed(days: 5)))
        try scene.add(1, days: 9, tags: ["latest"])
        try scene.add(2, days: 9, tags: ["main-1"])
        try scene.add(3, days: 1, tags: ["other"])
        #expect(scene.verdicts() == [.expire, .keep, .keep])
        #expect(scene.decisions().map(\.rule) == [2, 1, 2])
    }

    @Test("a tag outside the list gives a group, too, so that lower rules don't reach the image")
    func groupOutsideList() throws {
        var scene = Scene(
            .test(1, .patterns("v*"), .imageCountMoreThan(5)) { $0.groupBy = GroupPattern("pr-{}") },
            .test(2, .any, .sinceImagePushed(days: 1)))
        try scene.add(1, days: 20, tags: ["pr-1", "v1.2.3"])
        try scene.add(2, days: 20, tags: ["v1.2.4"])
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("version and group may come from different tags")
    func versionOfAnotherTag() throws {
        var scene = Scene(
            .test(1, .patterns("*"), .imageCountMoreThan(1)) {
                ($0.groupBy, $0.sortBy) = (GroupPattern("{}-*"), .semver)
            },
            .test(2, .any, .sinceImagePushed(days: 10)))
        try scene.add(1, days: 20, tags: ["main-8", "1.9.0"])
        try scene.add(2, days: 30, tags: ["main-7", "1.10.0"])
        try scene.add(3, days: 40, tags: ["fix-1", "1.0.0"])
        try scene.add(4, days: 40, tags: ["main-6"])
        #expect(scene.verdicts() == [.expire, .keep, .keep, .expire])
        #expect(scene.decisions().map(\.rule) == [1, 1, 1, 2])
    }

    @Test("the larger of keepNewest and imageCountMoreThan stays in each group")
    func both() throws {
        var scene = Scene(rule("{}-*") { $0.keepNewest = 2 })
        for number in 1...3 {
            try scene.add(number, days: Double(number), tags: [ImageTag("a-\(number)")])
            try scene.add(number + 3, days: Double(number), tags: [ImageTag("b-\(number)")])
        }
        #expect(scene.verdicts() == [.keep, .keep, .keep, .keep, .expire, .expire])
        #expect(
            scene.decisions()[2].sentence
                == "the rule would take it, but keeps the newest 2 of the group a (1 are newer)")
    }

    @Test("an excluded image takes no place in its group")
    func excluded() throws {
        var scene = Scene(rule("{}-*") { $0.excludedTags = [WildcardPattern("*-rc")] })
        try scene.add(1, days: 1, tags: ["a-rc"])
        try scene.add(2, days: 2, tags: ["a-1"])
        #expect(scene.verdicts() == [.keep, .keep])
    }

    @Test("keepNewest by group spares the old images of a quiet branch")
    func age() throws {
        var scene = Scene(rule("{}-*", .any, .sinceImagePushed(days: 5)) { $0.keepNewest = 1 })
        try scene.add(1, days: 90, tags: ["quiet-1"])
        try scene.add(2, days: 8, tags: ["busy-2"])
        try scene.add(3, days: 9, tags: ["busy-1"])
        try scene.add(4, days: 99)
        #expect(scene.verdicts() == [.keep, .keep, .expire, .keep])
        #expect(scene.decisions()[3].reason == .noRule)
    }
}
