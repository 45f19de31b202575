import Testing

@testable import Retention

@Suite("What ECR itself would not accept")
struct PolicyNoteTests {
    private func notes(_ text: String) throws -> [PolicyFinding] { try PolicyDocument(parsing: text.utf8).notes }

    @Test(
        "this program's additions to rules are noted, by their paths",
        arguments: [
            (#""tagStatus":"tagged","tagPrefixList":["v"],"tagMatch":"all""#, "tagMatch"),
            (#""tagStatus":"tagged","tagPrefixList":["v"],"allTagsMatch":false"#, "allTagsMatch"),
            (#""tagStatus":"any","excludeTagPatternList":["v*"]"#, "excludeTagPatternList"),
            (#""tagStatus":"any","keepNewest":1"#, "keepNewest"),
            (#""tagStatus":"any","keepNewest":1,"groupBy":"{}-*""#, "groupBy"),
            (#""tagStatus":"any","keepNewest":1,"sortBy":"semver""#, "sortBy"),
            (#""tagStatus":"any","notPulledForDays":1"#, "notPulledForDays"),
        ])
    func additions(members: String, key: String) throws {
        let notes = try notes(Fixture.document([Fixture.rule(1, members)]))
        #expect(notes.map(\.path).last == "rules[0].selection.\(key)")
        #expect(notes.allSatisfy { $0.message == "ECR has no such key" })
    }

    @Test("hours are noted, also those since archiving")
    func hours() throws {
        for rule in [Fixture.rule(1, #""tagStatus":"any""#), Fixture.archiveRule(1, #""tagStatus":"any""#)] {
            let notes = try notes(Fixture.document([rule.replacing(#""days""#, with: #""hours""#)]))
            #expect(notes.map(\.description) == ["rules[0].selection.countUnit: ECR knows days alone"])
        }
    }

    @Test("expiring by the last pull is noted, and archiving by it is not")
    func expireByPull() throws {
        func rule(_ action: String) -> String {
            Fixture.rule(1, #""tagStatus":"any""#).replacing("sinceImagePushed", with: "sinceImagePulled")
                .replacing(#"{"type":"expire"}"#, with: action)
        }
        #expect(try notes(Fixture.document([rule(#"{"type":"expire"}"#)])).map(\.path) == ["rules[0].action.type"])
        let transition = rule(#"{"type":"transition","targetStorageClass":"archive"}"#)
        #expect(try notes(Fixture.document([transition])).isEmpty)
    }

    @Test("archived images have to stay for 90 days with ECR", arguments: [(89, 1), (90, 0)])
    func archiving(days: Int, count: Int) throws {
        let rule = Fixture.archiveRule(1, #""tagStatus":"any""#).replacing("365", with: "\(days)")
        #expect(
            try notes(Fixture.document([rule])).map(\.path)
                == Array(repeating: "rules[0].selection.countNumber", count: count))
    }

    @Test("the full form and what it has are noted")
    func fullForm() throws {
        let notes = try notes(
            """
            {"policies":[{"name":"a","repositories":["*"],"protect":{"newest":1},
              "repositoryTagMatches":{"key":"k","value":""},
              "orphanedReferrers":{"olderThanDays":1}}],
             "protect":{"tagPatternList":["a"],"newestPulled":2,"pushedWithinDays":1,"pulledWithinDays":1},"limits":{"maxShare":1}}
            """)
        #expect(
            notes.map(\.path) == [
                "policies", "policies[0].protect.newest", "policies[0].repositoryTagMatches",
                "policies[0].orphanedReferrers", "protect.tagPatternList",
                "protect.newestPulled", "protect.pushedWithinDays", "protect.pulledWithinDays", "limits",
            ])
    }

    @Test("the key of editors is taken in both forms, and noted")
    func schema() throws {
        let rules = Fixture.document([Fixture.rule(1, #""tagStatus":"any""#)])
        let named = #"{"$schema":"policy.schema.json","#
        let ecrForm = try PolicyDocument(parsing: (named + rules.dropFirst()).utf8)
        #expect(ecrForm.notes.map(\.description) == ["$schema: ECR has no such key"])
        #expect(ecrForm.policy == (try PolicyDocument(parsing: rules.utf8)).policy)
        let fullForm = try notes(named + #""policies":[{"name":"a","repositories":["*"]}]}"#)
        #expect(fullForm.map(\.path) == ["", "$schema", "policies"])
        #expect(throws: InvalidPolicy.self) {
            try PolicyDocument(parsing: (#"{"$schema":1,"# + rules.dropFirst()).utf8)
        }
    }

    @Test("50 rules and 30,720 characters are ECR's most, and 100 its least", arguments: [(50, 0), (51, 1)])
    func sizes(count: Int, noted: Int) throws {
        let rules = (1...count).map { Fixture.rule($0, #""tagStatus":"tagged","tagPrefixList":["v\#($0)"]"#) }
        let text = Fixture.document(rules)
        #expect(try notes(text).map(\.path) == Array(repeating: "rules", count: noted))

        func padded(to length: Int) -> String {
            text + String(repeating: " ", count: length - text.unicodeScalars.count)
        }
        #expect(try notes(padded(to: 30_720)).count == noted)
        #expect(try notes(padded(to: 30_721)).count == noted + 1)
        #expect(try notes(#"{"policies":[{"name":"a","repositories":["*"]}]}"#).contains { $0.path.isEmpty })
    }
}
