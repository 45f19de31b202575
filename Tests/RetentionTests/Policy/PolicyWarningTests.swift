import Testing

@testable import Retention

@Suite("What a policy says, and hardly means")
struct PolicyWarningTests {
    private func warnings(_ rules: [String]) throws -> [PolicyFinding] {
        try PolicyDocument(parsing: Fixture.document(rules).utf8).warnings
    }

    private func tagged(_ list: String, _ more: String = "") -> String { #""tagStatus":"tagged",\#(list)\#(more)"# }

    private func patterns(_ texts: [String], _ more: String = "") -> String {
        tagged(#""tagPatternList":["\#(texts.joined(separator: "\",\""))"]"#, more)
    }

    /// A rule that counts, with the tags that it is about.
    private func count(_ priority: Int, _ tags: String) -> String {
        Fixture.rule(priority, tags)
            .replacing(
                #""countType":"sinceImagePushed","countUnit":"days""#, with: #""countType":"imageCountMoreThan""#)
    }

    @Test(
        "a list of several entries without tagMatch is read as all of them, and says so",
        arguments: [
            (#""tagPatternList":["pr-*","dev-*"]"#, "tagPatternList"),
            (#""tagPrefixList":["dev","staging","prod"]"#, "tagPrefixList"),
            (#""tagPatternList":["pr-*"]"#, nil), (#""tagPatternList":["pr-*","pr-*"]"#, nil),
            (#""tagPatternList":["pr-*","dev-*"],"tagMatch":"all""#, nil),
            (#""tagPatternList":["pr-*","dev-*"],"tagMatch":"any""#, nil),
        ] as [(String, String?)])
    func severalEntries(list: String, key: String?) throws {
        let warnings = try warnings([Fixture.rule(1, tagged(list))])
        #expect(warnings.map(\.path) == (key.map { ["rules[0].selection.\($0)"] } ?? []))
        #expect(warnings.allSatisfy { $0.message.contains(#"write "tagMatch": "any""#) })
    }

    @Test(
        "a rule that an earlier one leaves nothing to is named with that one",
        arguments: [
            (["*"], ["pr-*"]), (["prod*"], ["prod-*"]), (["*a*"], ["*ab*"]), (["v*"], ["v1.2"]), (["a*"], ["a*b*c"]),
        ] as [([String], [String])])
    func shadowed(first: [String], second: [String]) throws {
        let warnings = try warnings([Fixture.rule(1, patterns(first)), Fixture.rule(2, patterns(second))])
        #expect(warnings.map(\.path) == ["rules[1]"])
        #expect(warnings.first?.message.hasPrefix("never acts: rules[0], of lower rulePriority, matches every") == true)
    }

    @Test("prefixes and patterns shadow each other")
    func shadowingPrefix() throws {
        let prefix = tagged(#""tagPrefixList":["prod"]"#)
        #expect(try warnings([Fixture.rule(1, prefix), Fixture.rule(2, patterns(["prod*"]))]).count == 1)
        #expect(try warnings([Fixture.rule(1, patterns(["prod*"])), Fixture.rule(2, prefix)]).count == 1)
        let longer = tagged(#""tagPrefixList":["prod-"]"#)
        #expect(try warnings([Fixture.rule(1, prefix), Fixture.rule(2, longer)]).count == 1)
        #expect(try warnings([Fixture.rule(1, longer), Fixture.rule(2, prefix)]).isEmpty)
        #expect(try warnings([Fixture.rule(1, patterns(["prod"])), Fixture.rule(2, prefix)]).isEmpty)
    }

    @Test("the order of priorities counts, and not that of the document")
    func order() throws {
        let warnings = try warnings([Fixture.rule(2, patterns(["pr-*"])), Fixture.rule(1, patterns(["*"]))])
        #expect(warnings.map(\.path) == ["rules[0]"])
    }

    private static let all = #","tagMatch":"all""#
    private static let any = #","tagMatch":"any""#

    /// Two lists, of which the first may leave nothing to the second: `&` joins entries of which all are needed, and
    /// `|` those of which one is.
    @Test(
        "what a list of several entries shadows goes by tagMatch",
        arguments: [
            // Fewer images than either entry alone.
            ("a*&b*", "a*1", false), ("a*|b*", "a*1", true), ("a*", "a*1&b*", true), ("a*", "a*1|b*", false),
            ("a*", "a*1|a*2", true), ("a*&b*", "b*1&a*1", true), ("a*|b*", "b*1|a*1", true),
            ("a*|b*", "b*1|c*", false),
        ] as [(String, String, Bool)])
    func lists(first: String, second: String, isShadowed: Bool) throws {
        func list(_ text: String) -> String {
            let entries = text.split { "&|".contains($0) }.map(String.init)
            return patterns(entries, #","tagMatch":"\#(text.contains("|") ? "any" : "all")""#)
        }
        let rules = [Fixture.rule(1, list(first)), Fixture.rule(2, list(second))]
        #expect(try warnings(rules).map(\.path) == (isShadowed ? ["rules[1]"] : []))
    }

    @Test("several earlier rules shadow a later one together")
    func together() throws {
        let rules = [
            Fixture.rule(1, patterns(["a*"])), Fixture.rule(2, patterns(["b*"])),
            Fixture.rule(3, patterns(["a*1", "b*1"], Self.any)),
        ]
        let warnings = try warnings(rules)
        #expect(warnings.map(\.path) == ["rules[2]"])
        #expect(warnings.first?.message.contains("rules[0] and rules[1], of lower rulePriority, match every") == true)
        let everything = [
            Fixture.rule(1, #""tagStatus":"untagged""#), Fixture.rule(2, patterns(["*"])),
            Fixture.rule(3, #""tagStatus":"any""#),
        ]
        #expect(try self.warnings(everything).map(\.path) == ["rules[2]"])
        #expect(try self.warnings([everything[1], everything[2]]).isEmpty)
    }

    @Test("a rule with exclusions shadows nothing for sure")
    func exclusions() throws {
        let first = Fixture.rule(1, patterns(["*"], #","excludeTagPatternList":["keep"]"#))
        #expect(try warnings([first, Fixture.rule(2, patterns(["pr-*"]))]).isEmpty)
        let second = Fixture.rule(2, patterns(["pr-*"], #","excludeTagPatternList":["keep"]"#))
        #expect(try warnings([Fixture.rule(1, patterns(["*"])), second]).map(\.path) == ["rules[1]"])
    }

    @Test(
        "a rule with groups or versions leaves what has neither",
        arguments: [#""groupBy":"{}-*""#, #""sortBy":"semver""#])
    func ranks(member: String) throws {
        let first = Fixture.rule(1, patterns(["*"], #","keepNewest":1,\#(member)"#))
        #expect(try warnings([first, Fixture.rule(2, patterns(["pr-*"]))]).isEmpty)
    }

    @Test("the classes of storage don't shadow each other")
    func classes() throws {
        #expect(
            try warnings([Fixture.rule(1, patterns(["*"])), Fixture.archiveRule(2, patterns(["pr-*"]))]).isEmpty)
        #expect(
            try warnings([Fixture.archiveRule(1, patterns(["*"])), Fixture.archiveRule(2, patterns(["pr-*"]))]).count
                == 1)
    }

    @Test("a rule that counts leaves referrers without a subject to later rules of age")
    func referrersBehindCounts() throws {
        let all = count(1, patterns(["*"]))
        for tags in [patterns(["sha256-*"]), patterns(["*.sig"]), patterns(["**"])] {
            #expect(try warnings([all, Fixture.rule(2, tags)]).isEmpty)
        }
        for tags in [patterns(["pr-*"]), patterns(["*-dev"]), tagged(#""tagPrefixList":["s3"]"#)] {
            #expect(try warnings([all, Fixture.rule(2, tags)]).map(\.path) == ["rules[1]"])
        }
        let untagged = count(2, #""tagStatus":"untagged""#)
        #expect(try warnings([all, untagged, Fixture.rule(3, #""tagStatus":"any""#)]).isEmpty)
        #expect(try warnings([all, untagged, count(3, #""tagStatus":"any""#)]).map(\.path) == ["rules[2]"])
    }

    @Test(
        "a rule that counts signatures can act on nothing",
        arguments: [
            (#""tagPrefixList":["sha256-"]"#, true), (#""tagPatternList":["sha256-*"]"#, true),
            (#""tagPatternList":["sha256*"]"#, true), (#""tagPatternList":["*.sig"]"#, true),
            (#""tagPatternList":["*sha256-*.att"]"#, true), (#""tagPrefixList":["sha256-0a"]"#, true),
            (#""tagPatternList":["sha256-*","*.sbom"],"tagMatch":"any""#, true),
            (#""tagPatternList":["sha256-*","v*"],"tagMatch":"any""#, false),
            (#""tagPrefixList":["sha-"]"#, false), (#""tagPrefixList":["sha"]"#, false),
            (#""tagPatternList":["app*.sig"]"#, false), (#""tagPatternList":["*"]"#, false),
        ])
    func signatures(list: String, isWarned: Bool) throws {
        let warnings = try warnings([count(1, tagged(list))])
        #expect(warnings.contains { $0.message.contains("names signatures and other referrers") } == isWarned)
        #expect(try self.warnings([Fixture.rule(1, tagged(list))]).isEmpty)
    }

    private static let oneDay = "ECR's pull times are up to 24 hours behind"

    @Test("a pull age of one day is warned of, and of two is not", arguments: [(1, 1), (2, 0)])
    func oneDay(days: Int, count: Int) throws {
        let pulled = Fixture.rule(1, #""tagStatus":"any""#).replacing("sinceImagePushed", with: "sinceImagePulled")
            .replacing(#""countNumber":1"#, with: #""countNumber":\#(days)"#)
        let spared = Fixture.rule(1, #""tagStatus":"any","notPulledForDays":\#(days)"#)
        let kept = #"{"policies":[{"name":"a","repositories":["*"]}],"protect":{"pulledWithinDays":\#(days)}}"#
        for (text, path) in [
            (Fixture.document([pulled]), "rules[0].selection.countNumber"),
            (Fixture.document([spared]), "rules[0].selection.notPulledForDays"), (kept, "protect.pulledWithinDays"),
        ] {
            let warnings = try PolicyDocument(parsing: text.utf8).warnings
            #expect(warnings.map(\.path) == Array(repeating: path, count: count))
            #expect(warnings.allSatisfy { $0.message.contains(Self.oneDay) })
        }
    }

    @Test(
        "exclusions that leave a rule nothing are named",
        arguments: [
            (["pr-*"], "", "pr*", true), (["pr-*", "dev-*"], all, "dev-*", true),
            (["pr-*", "dev-*"], any, "dev-*", false), (["pr-*", "dev-*"], any, "*-*", true),
            (["pr-*"], "", "pr-1*", false),
        ] as [([String], String, String, Bool)])
    func emptied(texts: [String], match: String, exclusion: String, isWarned: Bool) throws {
        let rule = Fixture.rule(1, patterns(texts, match + #","excludeTagPatternList":["\#(exclusion)"]"#))
        #expect(
            try warnings([rule]).map(\.path) == (isWarned ? ["rules[0].selection.excludeTagPatternList"] : []))
    }

    @Test(
        "an entry that no tag can meet is named, with what to write",
        arguments: [
            (#""tagPatternList":["^v[0-9]+"]"#, "no tag can match"), (#""tagPatternList":["v[0-9]"]"#, "its \"[\""),
            (#""tagPatternList":["{a}"]"#, "its \"{\""), (#""tagPrefixList":["v\\d"]"#, "no tag can match"),
            (#""tagPrefixList":["pr-*"]"#, "Use tagPatternList"), (#""tagPrefixList":["-x"]"#, "it begins with"),
            (#""tagPatternList":["!latest"]"#, "excludeTagPatternList"),
            (#""tagPrefixList":["!v"]"#, "excludes nothing"),
            (#""tagPatternList":["^pr-[0-9]+$"]"#, #"The nearest is "pr-*", which may match more"#),
            (#""tagPatternList":["(pr|mr)-.*"]"#, #"Write each alternative as an entry of its own"#),
            (#""tagPatternList":["dev,staging"]"#, "a string of its own"),
            (#""tagPrefixList":["a, b"]"#, "no tag has a comma"),
        ])
    func matchless(list: String, part: String) throws {
        let warnings = try warnings([Fixture.rule(1, tagged(list))])
        #expect(warnings.count == 1)
        #expect(warnings.first?.path.hasSuffix("List[0]") == true)
        #expect(warnings.first?.message.contains(part) == true, "\(warnings)")
    }
}
