import ImageModel
import Testing

@testable import Retention

@Suite("Wildcard patterns")
struct WildcardPatternTests {
    @Test(
        "a pattern matches the whole of a text",
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "a/b", true), ("**", "", true), ("a", "a", true),
            ("a", "A", false), ("a", "ab", false), ("a*", "a", true), ("a*", "ba", false), ("*a", "ba", true),
            ("*a", "ab", false), ("a*a", "a", false), ("a*a", "aa", true), ("a*b*c", "abc", true),
            ("a*b*c", "acb", false), ("a*b*c", "a-bb-b-cc", true), ("*ab*ab*", "ab", false), ("*ab*ab*", "abab", true),
            ("*aba*", "ab-aba", true), ("a*ab", "ab", false), ("ab*ba", "aba", false), ("team-*/*", "team-a/b/c", true),
            ("team-*/*", "team-a", false), ("a.b", "axb", false), ("[a]", "a", false), ("a?", "ab", false),
            ("*é", "caf\u{e9}", true), ("*é", "cafe", false),
        ] as [(String, String, Bool)])
    func table(pattern: String, text: String, matches: Bool) {
        #expect(WildcardPattern(pattern).matches(text) == matches)
    }

    @Test("texts that only look the same are not the same, with a wildcard or without")
    func bytes() {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        #expect(!WildcardPattern(composed).matches(decomposed))
        #expect(!WildcardPattern(composed + "*").matches(decomposed))
        #expect(WildcardPattern(decomposed).matches(decomposed))
    }

    @Test("no pattern makes the search explode", .timeLimit(.minutes(10)))
    func pathological() {
        let text = String(repeating: "a", count: 2000)
        #expect(!WildcardPattern(String(repeating: "a*", count: 1000) + "b").matches(text))
        #expect(!WildcardPattern("*" + String(repeating: "a*", count: 2001)).matches(text))
        #expect(WildcardPattern(String(repeating: "*a", count: 2000)).matches(text))
        #expect(WildcardPattern(String(repeating: "*", count: 100_000)).matches(text))
        #expect(!WildcardPattern("*" + String(repeating: "a", count: 1000) + "b*").matches(text))
    }

    @Test("agrees with the plain definition on every short pattern and text")
    func exhaustive() {
        func words(_ alphabet: [Character], upTo length: Int) -> [[Character]] {
            (0..<length).reduce(into: [[]]) { words, _ in
                words += words.flatMap { word in alphabet.map { word + [$0] } }
            }
        }
        func plainly(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first == "*" {
                return plainly(pattern.dropFirst(), text) || !text.isEmpty && plainly(pattern, text.dropFirst())
            }
            return text.first == first && plainly(pattern.dropFirst(), text.dropFirst())
        }
        let texts = Set(words(["a", "b"], upTo: 4).map { String($0) })
        for pattern in Set(words(["a", "b", "*"], upTo: 4).map { String($0) }) {
            let compiled = WildcardPattern(pattern)
            for text in texts where compiled.matches(text) != plainly(Array(pattern)[...], Array(text)[...]) {
                Issue.record("\(pattern) on \(text)")
            }
        }
    }

    @Test("its wildcards are counted", arguments: [("", 0), ("abc", 0), ("*", 1), ("a*b**", 3)])
    func count(pattern: String, count: Int) {
        #expect(WildcardPattern(pattern).wildcardCount == count)
    }
}

@Suite("Name patterns")
struct NamePatternsTests {
    @Test(
        "a name is meant that some pattern matches and no exclusion, wherever that stands",
        arguments: [
            ([], "app", false), (["*"], "team-a/app", true), (["app"], "app", true), (["app"], "apps", false),
            (["!app"], "app", false), (["!app"], "other", true), (["*", "!app"], "app", false),
            (["*", "!app"], "apps", true), (["!app", "*"], "app", false),
            (["team-*/*", "!team-x/legacy"], "team-x/legacy", false),
            (["team-*/*", "!team-x/legacy"], "team-x/legacy2", true),
            (["team-*/*", "!team-x/*", "team-x/keep"], "team-x/keep", false),
            (["team-*/*", "!team-x/*", "team-x/keep"], "team-x/other", false),
            (["!*"], "app", false), (["*", "!*"], "app", false), (["App"], "app", false), (["!!app"], "app", true),
        ] as [([String], RepositoryName, Bool)])
    func table(patterns: [String], name: RepositoryName, isMeant: Bool) {
        #expect(NamePatterns(patterns).match(name) == isMeant)
    }

    @Test(
        "names without a wildcard are known to be the only ones",
        arguments: [
            (["app"], ["app"]), ([], []), (["app*"], nil), (["!app"], nil), (["a", "b", "a"], ["a", "b"]),
            (["team/app"], ["team/app"]), (["a", "b*"], nil), (["a", "!b*"], ["a"]), (["a", "!a"], []),
        ] as [([String], Set<RepositoryName>?)])
    func onlyNames(patterns: [String], names: Set<RepositoryName>?) {
        #expect(NamePatterns(patterns).onlyNames == names)
    }

    @Test("one repository is that repository")
    func exactly() {
        #expect(NamePatterns(exactly: "app").match("app"))
        #expect(!NamePatterns(exactly: "app").match("app2"))
        #expect(NamePatterns(exactly: "app").onlyNames == ["app"])
    }
}
