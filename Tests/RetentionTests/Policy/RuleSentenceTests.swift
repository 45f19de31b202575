import RetentionTestSupport
import Testing

@testable import Retention

@Suite("What a rule does, in words")
struct RuleSentenceTests {
    @Test(
        "each part of a rule has its words",
        arguments: [
            (
                Rule(priority: 1, tagStatus: .untagged, count: .sinceImagePushed(days: 14), action: .expire),
                "deletes untagged images that were pushed over 14 days ago"
            ),
            (
                Rule(priority: 1, tagStatus: .untagged, count: .sinceImagePushed(.hours(1)), action: .expire),
                "deletes untagged images that were pushed over 1 hour ago"
            ),
            (
                Rule(
                    priority: 1, tagStatus: .tagged(TagList([.prefix("pr-")])), allTagsMatch: true,
                    count: .sinceImagePushed(days: 14), keepNewest: 3, action: .expire),
                "deletes images with a tag that begins with \"pr-\" that were pushed over 14 days ago, "
                    + "if they have no other tags, but never the newest 3 of them"
            ),
            (
                Rule(
                    priority: 1, tagStatus: .any, count: .imageCountMoreThan(3), groupBy: GroupPattern("{}-*"),
                    action: .expire),
                "deletes images, all but the newest 3 of each group \"{}-*\""
            ),
            (
                Rule(
                    priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 9), keepNewest: 2, sortBy: .semver,
                    action: .expire),
                "deletes images that were pushed over 9 days ago, but never the highest 2 versions of them"
            ),
            (
                Rule(priority: 1, tagStatus: .any, count: .imageCountMoreThan(20), keepNewest: 30, action: .expire),
                "deletes images, all but the newest 20, but never the newest 30 of them"
            ),
            (
                Rule(priority: 1, tagStatus: .any, count: .imageCountMoreThan(1), keepNewest: 1, action: .expire),
                "deletes images, all but the newest, but never the newest of them"
            ),
            (
                Rule(
                    priority: 1, tagStatus: .tagged(TagList([.prefix("a"), .pattern(WildcardPattern("*b"))])),
                    excludedTags: [WildcardPattern("c"), WildcardPattern("d*")], count: .sinceImagePulled(days: 1),
                    notPulledForDays: 2, action: .transition),
                "archives images with a tag that begins with \"a\" and one like \"*b\", and without one like \"c\" or "
                    + "\"d*\", that were last pulled, or else pushed, over 1 day ago, if they were not pulled for 2 days"
            ),
            (
                Rule(
                    priority: 1, storageClass: .archive,
                    tagStatus: .tagged(TagList([.prefix("a"), .prefix("b")], match: .any)),
                    count: .sinceImageTransitioned(days: 365), action: .expire),
                "deletes images with a tag that begins with \"a\" or one that begins with \"b\" "
                    + "that were archived over 365 days ago"
            ),
        ])
    func sentences(rule: Rule, sentence: String) {
        #expect(rule.sentence == sentence)
    }

    @Test("a tag meets a list of several entries only if it matches all of them")
    func allTags() {
        let rule = Rule.test(1, .patterns("pr-*", "v*"), .imageCountMoreThan(3)) {
            ($0.allTagsMatch, $0.excludedTags) = (true, [WildcardPattern("x")])
        }
        #expect(
            rule.sentence == "deletes images with a tag like \"pr-*\" and one like \"v*\", and without one like \"x\", "
                + "all but the newest 3, if each of their tags matches all of these")
    }

    @Test("a rule that counts signatures is not said to delete")
    func signatures() {
        let prefix = Rule(
            priority: 1, tagStatus: .tagged(TagList([.prefix("sha256-")])), count: .imageCountMoreThan(40),
            action: .expire)
        #expect(
            prefix.sentence == "leaves signatures and other referrers alone; of any other images with a tag "
                + "that begins with \"sha256-\" the newest 40 stay")
        let pattern = Rule(
            priority: 1, tagStatus: .tagged(TagList([.pattern(WildcardPattern("*.sig"))])),
            excludedTags: [WildcardPattern("a")], count: .imageCountMoreThan(1), keepNewest: 2, notPulledForDays: 3,
            action: .transition)
        #expect(
            pattern.sentence == "leaves signatures and other referrers alone; of any other images with a tag "
                + "like \"*.sig\", and without one like \"a\", the newest 2 stay, and those pulled within 3 days")
    }
}
