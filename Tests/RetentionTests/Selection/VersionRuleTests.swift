import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Rules whose newest images are the highest versions")
struct VersionRuleTests {
    private func rule(
        _ status: Rule.TagStatus = .any, _ count: Rule.Count = .imageCountMoreThan(1),
        _ change: (inout Rule) -> Void = { _ in }
    ) -> Rule {
        .test(1, status, count) {
            $0.sortBy = .semver
            change(&$0)
        }
    }

    @Test("a patch of an old release, pushed last, is not the newest")
    func backport() throws {
        var scene = Scene(rule())
        try scene.add(1, days: 1, tags: ["v1.2.9"])
        try scene.add(2, days: 9, tags: ["2.0.0"])
        try scene.add(3, days: 5, tags: ["2.0.0-rc.1"])
        #expect(scene.verdicts() == [.expire, .keep, .expire])
        #expect(
            scene.decisions().map(\.sentence) == [
                "not among the highest 1 versions that the rule matches (2 are higher)",
                "among the highest 1 versions that the rule matches (0 are higher)",
                "not among the highest 1 versions that the rule matches (1 are higher)",
            ])
    }

    @Test("an image without a version is not identified")
    func none() throws {
        var scene = Scene(rule(.patterns("*")), .test(2, .any, .sinceImagePushed(days: 5)))
        try scene.add(1, days: 9, tags: ["v1.0"])
        try scene.add(2, days: 9, tags: ["1.0.0"])
        try scene.add(3, days: 9)
        #expect(scene.decisions().map(\.rule) == [2, 1, 2])
        #expect(scene.verdicts() == [.expire, .keep, .expire])
    }

    @Test("of several matching tags the highest counts, and no other tag does")
    func several() throws {
        var scene = Scene(rule(.patterns("v*")))
        try scene.add(1, days: 1, tags: ["v1.0.0", "v3.0.0"])
        try scene.add(2, days: 2, tags: ["v2.0.0", "9.0.0"])
        #expect(scene.verdicts() == [.keep, .expire])
    }

    @Test("equal versions stay together: none of them is the newer")
    func equal() throws {
        var scene = Scene(rule())
        try scene.add(1, days: 1, tags: ["1.2.0"])
        try scene.add(2, days: 2, tags: ["v1.2.0"])
        try scene.add(3, days: 3, tags: ["1.1.0"])
        #expect(scene.verdicts() == [.keep, .keep, .expire])
    }

    @Test("with groups, a version counts in the group of its tag")
    func groups() throws {
        var scene = Scene(rule { $0.groupBy = GroupPattern("{}.*") })
        try scene.add(1, days: 1, tags: ["1.2.0", "1.3.0"])
        try scene.add(2, days: 2, tags: ["1.2.5"])
        try scene.add(3, days: 3, tags: ["1.2.4"])
        try scene.add(4, days: 4, tags: ["1.3.9"])
        // The first is judged by its highest version in each of its groups.
        #expect(scene.verdicts() == [.keep, .keep, .expire, .keep])
    }

    @Test("an image of an unknown push time takes no place, and no count takes it")
    func unknownPushTime() throws {
        var scene = Scene(rule())
        try scene.add(1, days: nil, tags: ["3.0.0"])
        try scene.add(2, days: 1, tags: ["2.0.0"])
        try scene.add(3, days: nil, tags: ["1.0.0"])
        #expect(scene.verdicts() == [.keep, .keep, .keep])
    }

    @Test("with an age, keepNewest goes by version")
    func age() throws {
        var scene = Scene(rule(.any, .sinceImagePushed(days: 5)) { $0.keepNewest = 1 })
        try scene.add(1, days: 9, tags: ["2.0.0"])
        try scene.add(2, days: 8, tags: ["1.9.0"])
        try scene.add(3, days: 1, tags: ["1.8.0"])
        #expect(scene.verdicts() == [.keep, .expire, .keep])
    }
}
