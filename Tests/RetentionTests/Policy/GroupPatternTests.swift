import ImageModel
import Testing

@testable import Retention

@Suite("Groups of tags")
struct GroupPatternTests {
    @Test(
        "{} stands for as much as it can, and for something",
        arguments: [
            ("{}-*", "fix-login-7", "fix-login"), ("{}-*", "-7", nil), ("{}-*", "7", nil), ("{}-*", "a-", "a"),
            ("pr-{}-*", "pr-7-abc", "7"), ("pr-{}-*", "pr-7", nil), ("pr-{}", "pr-7-abc", "7-abc"), ("{}", "v1", "v1"),
            ("*-{}", "a-b-c", "b-c"), ("v{}.*", "v1.2.3", "1.2"), ("v{}.*.*", "v1.2.3", "1"),
            ("*-{}-*", "a-b-c-d", "b-c"),
            ("*-{}-*", "a-b", nil), ("*-{}-*", "a--b", nil), ("a{}a", "aa", nil), ("a{}a", "aaa", "a"),
            ("ab*b{}", "abbc", "c"), ("a*c-{}-x*", "abc-1-x-x2", "1-x"), ("{}-v*", "web-V1", nil),
        ] as [(String, ImageTag, String?)])
    func names(pattern: String, tag: ImageTag, group: String?) throws {
        #expect(try #require(GroupPattern(pattern)).group(of: tag) == group)
        #expect(plainGroup(of: tag, by: pattern) == group)
    }

    @Test("a pattern has one place for the name", arguments: ["", "*", "a", "{", "{}{}", "{}-{}", "{a}"])
    func malformed(text: String) {
        #expect(GroupPattern(text) == nil)
    }
}
