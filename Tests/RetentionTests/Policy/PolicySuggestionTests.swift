import Testing

@testable import Retention

@Suite("What would keep more images")
struct PolicySuggestionTests {
    private func suggestions(_ rule: String) throws -> [PolicyFinding] {
        let document = try PolicyDocument(parsing: Fixture.document([rule]).utf8)
        #expect(document.warnings.isEmpty)
        return document.suggestions
    }

    @Test(
        "allTagsMatch is suggested where a list looks like builds of branches or of pull requests",
        arguments: [
            (#""tagPatternList":["pr-*"]"#, true), (#""tagPrefixList":["mr_"]"#, true),
            (#""tagPatternList":["*-PR-*"]"#, true), (#""tagPatternList":["feature*"]"#, true),
            (#""tagPatternList":["main-*"]"#, true), (#""tagPatternList":["v*","pr*"],"tagMatch":"any""#, true),
            (#""tagPrefixList":["dev-"]"#, true), (#""tagPatternList":["wip*"]"#, true),
            (#""tagPatternList":["*-*"],"groupBy":"{}-*","keepNewest":1"#, true),
            (#""tagPatternList":["v*"],"groupBy":"{}.*","sortBy":"semver","keepNewest":1"#, false),
            (#""tagPatternList":["v*"]"#, false), (#""tagPatternList":["*"]"#, false),
            (#""tagPatternList":["main"]"#, false), (#""tagPrefixList":["prod"]"#, false),
            (#""tagPatternList":["pr-*"],"allTagsMatch":true"#, false),
            (#""tagPatternList":["pr-*"],"allTagsMatch":false"#, false),
        ])
    func allTagsMatch(list: String, isSuggested: Bool) throws {
        let suggestions = try suggestions(Fixture.rule(1, #""tagStatus":"tagged",\#(list)"#))
        #expect(suggestions.count == (isSuggested ? 1 : 0))
        #expect(suggestions.allSatisfy { $0.message.contains(#"write "allTagsMatch": true"#) })
    }

    @Test("nothing is suggested to a rule that archives, since archived images come back")
    func archiving() throws {
        let rule = Fixture.rule(1, #""tagStatus":"tagged","tagPatternList":["pr-*"]"#)
            .replacing(#"{"type":"expire"}"#, with: #"{"type":"transition","targetStorageClass":"archive"}"#)
        #expect(try suggestions(rule).isEmpty)
    }
}
