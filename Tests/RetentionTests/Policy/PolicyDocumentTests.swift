import Formats
import Foundation
import ImageModel
import Testing

@testable import Retention

@Suite("Policy documents")
struct PolicyDocumentTests {
    @Test("ECR's form is one policy, for every repository")
    func ecrForm() throws {
        let policy = try PolicyDocument(
            parsing: """
                {"rules": [{"rulePriority": 7, "description": "d",
                 "selection": {"tagStatus": "tagged", "tagPrefixList": ["a", "b"], "countType": "imageCountMoreThan",
                               "countNumber": 3},
                 "action": {"type": "expire"}}]}
                """.utf8
        ).policy
        #expect(
            policy
                == Policy(sections: [
                    Policy.Section(
                        name: "default", repositories: .all,
                        rules: [
                            Rule(
                                priority: 7, description: "d",
                                tagStatus: .tagged(TagList([.prefix("a"), .prefix("b")])),
                                count: .imageCountMoreThan(3), action: .expire)
                        ], protection: Protection(inUse: [.ecs, .lambda, .schedules]))
                ]))
    }

    @Test(
        "what runs is kept unless a policy says otherwise",
        arguments: [
            (nil, nil, ["ecs", "lambda", "schedules"]), (nil, "[]", []), ("[]", nil, []),
            (nil, #"["inspector"]"#, ["inspector"]),
            (#"["batch"]"#, #"["ecs"]"#, ["batch", "ecs"]), (#"["lambda"]"#, nil, ["lambda"]),
            (#"["lambda","ecs"]"#, nil, ["ecs", "lambda"]),
            (#"["lambda","ecs"]"#, #"["schedules"]"#, ["ecs", "lambda", "schedules"]),
        ] as [(String?, String?, [String])])
    func defaultSources(global: String?, own: String?, asked: [String]) throws {
        func protect(_ list: String?) -> String { list.map { #","protect":{"inUse":\#($0)}"# } ?? "" }
        let rule =
            #"{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"#
            + #""action":{"type":"expire"}}"#
        let section = #"{"name":"mine","repositories":["*"],"rules":[\#(rule)]\#(protect(own))}"#
        let document = try PolicyDocument(parsing: #"{"policies":[\#(section)]\#(protect(global))}"#.utf8)
        let section0 = try #require(document.policy.sections.first)
        #expect(document.policy.protection(in: section0).inUse.map(\.rawValue).sorted() == asked)
        let isComplete = Set(["ecs", "lambda", "schedules"]).isSubset(of: asked)
        #expect(document.warnings.isEmpty == isComplete)
        #expect(document.policy.inUseWarnings.isEmpty == isComplete)
        if !isComplete { #expect(document.warnings[0].message.contains("does not ask")) }
    }

    @Test("policies that leave out the same sources share a warning")
    func sharedWarning() throws {
        func section(_ name: String) -> String {
            #"{"name":"\#(name)","repositories":["*"],"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","#
                + #""countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}"#
        }
        let text = #"{"policies":[\#(section("one")),\#(section("two"))],"protect":{"inUse":["lambda"]}}"#
        let document = try PolicyDocument(parsing: text.utf8)
        #expect(
            document.policy.inUseWarnings == [
                #"the policies "one", "two" do not ask ecs and schedules for what is in use (protect.inUse): "#
                    + "images in use there may be deleted"
            ])
    }

    @Test(
        "a target whose usageFrom leaves its own place out is warned of",
        arguments: [
            (#"{"region":"eu-west-1"}"#, false),
            (#"{"region":"eu-west-1","usageFrom":[{"region":"us-east-1"}]}"#, true),
            (#"{"region":"eu-west-1","usageFrom":[{"region":"us-east-1"},{"region":"eu-west-1"}]}"#, false),
            (
                #"{"region":"eu-west-1","usageFrom":[{"region":"eu-west-1","roleArn":"arn:aws:iam::222222222222:role/r"}]}"#,
                true
            ),
        ])
    func usageFrom(target: String, isWarned: Bool) throws {
        let rule =
            #"{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"#
            + #""action":{"type":"expire"}}"#
        let text =
            #"{"policies":[{"name":"mine","repositories":["*"],"rules":[\#(rule)]}],"targets":[\#(target)]}"#
        let document = try PolicyDocument(parsing: text.utf8)
        #expect(document.policy.usageFromWarnings.isEmpty != isWarned)
        #expect(document.warnings.contains { $0.message.contains("usageFrom") } == isWarned)
    }

    @Test("the full form says everything that there is to say")
    func fullForm() throws {
        let policy = try PolicyDocument(
            parsing: """
                {"policies": [
                  {"name": "apps", "repositories": ["team-*/*", "!team-x/legacy"], "rules": [
                    {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["a*b*c*d*"],
                      "tagMatch": "any", "excludeTagPatternList": ["*-keep"], "countType": "sinceImagePulled",
                      "countUnit": "days", "countNumber": 30, "keepNewest": 5, "notPulledForDays": 9},
                     "action": {"type": "transition", "targetStorageClass": "archive"}},
                    {"rulePriority": 1, "selection": {"tagStatus": "any", "storageClass": "archive",
                      "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 100},
                     "action": {"type": "expire"}}],
                   "protect": {"newest": 4}, "orphanedReferrers": {"olderThanDays": 60}},
                  {"name": "none", "repositories": ["*"]}],
                 "protect": {"tagPatternList": ["v*"], "newest": 1, "pushedWithinDays": 2, "pulledWithinDays": 3},
                 "limits": {"maxImages": 5000, "maxImagesPerRepository": 0, "maxShare": 0.9}}
                """.utf8
        ).policy
        #expect(policy.sections.map(\.name) == ["apps", "none"])
        let apps = try #require(policy.sections.first)
        #expect(apps.repositories == NamePatterns(["team-*/*", "!team-x/legacy"]))
        #expect(
            apps.rules == [
                Rule(
                    priority: 2, tagStatus: .tagged(TagList([.pattern(WildcardPattern("a*b*c*d*"))], match: .any)),
                    excludedTags: [WildcardPattern("*-keep")], count: .sinceImagePulled(days: 30), keepNewest: 5,
                    notPulledForDays: 9, action: .transition),
                Rule(
                    priority: 1, storageClass: .archive, tagStatus: .any, count: .sinceImageTransitioned(days: 100),
                    action: .expire),
            ])
        #expect(apps.protection == Protection(newest: 4, inUse: [.ecs, .lambda, .schedules]))
        #expect(apps.orphanedReferrersOlderThanDays == 60)
        #expect(
            policy.sections.last
                == Policy.Section(
                    name: "none", repositories: .all, rules: [],
                    protection: Protection(inUse: [.ecs, .lambda, .schedules])))
        #expect(
            policy.protection
                == Protection(
                    tagPatterns: [WildcardPattern("v*")], newest: 1, pushedWithinDays: 2, pulledWithinDays: 3))
        #expect(policy.limits == Limits(maximumImages: 5000, maximumImagesPerRepository: 0, maximumShare: 0.9))
    }

    @Test("the classes of storage know nothing of each other: each has an any, an untagged and its prefixes")
    func classes() throws {
        let rules = [
            Fixture.rule(1, #""tagStatus":"untagged""#),
            Fixture.rule(2, #""tagStatus":"tagged","tagPrefixList":["v"]"#),
            Fixture.rule(3, #""tagStatus":"any""#), Fixture.archiveRule(4, #""tagStatus":"untagged""#),
            Fixture.archiveRule(5, #""tagStatus":"tagged","tagPrefixList":["v"]"#),
            Fixture.archiveRule(6, #""tagStatus":"any""#),
        ]
        let policy = try PolicyDocument(parsing: Fixture.document(rules).utf8).policy
        #expect(
            policy.sections.first?.rules.map(\.storageClass.rawValue) == [
                "standard", "standard", "standard", "archive", "archive", "archive",
            ])
    }

    @Test("a prefix and a pattern of the same text are two things")
    func prefixAndPattern() throws {
        let rules = [
            Fixture.rule(1, #""tagStatus":"tagged","tagPrefixList":["v"]"#),
            Fixture.rule(2, #""tagStatus":"tagged","tagPatternList":["v"]"#),
        ]
        #expect(try PolicyDocument(parsing: Fixture.document(rules).utf8).policy.sections.first?.rules.count == 2)
    }

    @Test(
        "a policy that can never apply is valid, and warned of",
        arguments: [
            ([#"["*"]"#, #"["a/*"]"#, #"["b"]"#], ["policies[1]", "policies[2]"]),
            ([#"["a/*","*"]"#, #"["*"]"#], ["policies[1]"]),
            ([#"["!a","**"]"#, #"["a"]"#], ["policies[0].repositories"]),
            ([#"["!a/*"]"#, #"["*"]"#], ["policies[0].repositories"]),
            ([#"["*","!a"]"#, #"["a"]"#, #"["*"]"#], ["policies[0].repositories"]),
        ] as [([String], [String])])
    func warnings(repositories: [String], paths: [String]) throws {
        let sections = repositories.enumerated().map { #"{"name":"\#($0)","repositories":\#($1)}"# }
        let document = try PolicyDocument(parsing: #"{"policies":[\#(sections.joined(separator: ","))]}"#.utf8)
        #expect(document.warnings.map(\.path) == paths)
    }

    @Test(
        "an inclusion that an exclusion before it covers is a fault, and says what to write",
        arguments: [
            (#"["!prod-*","prod-x"]"#, true), (#"["!prod-*","prod-x*"]"#, true), (#"["!*","a"]"#, true),
            (#"["!prod-*","*"]"#, false), (#"["prod-x","!prod-*","dev"]"#, false), (#"["!prod-*"]"#, false),
        ])
    func coveredInclusion(repositories: String, isFault: Bool) throws {
        let text = #"{"policies":[{"name":"a","repositories":\#(repositories),"rules":[]}]}"#
        guard isFault else {
            _ = try PolicyDocument(parsing: text.utf8)
            return
        }
        let error = try #require(#expect(throws: InvalidPolicy.self) { try PolicyDocument(parsing: text.utf8) })
        #expect(error.faults[0].path == "policies[0].repositories[1]")
        #expect(
            error.faults[0].message.contains("an exclusion counts wherever it stands. Put it into a policy of its own"))
    }

    @Test(
        "a regular expression is a fault where it keeps something, and a warning in a rule's own list",
        arguments: ["production-.*", ".*-release", "-x", ".hidden", "v[0-9]+"])
    func regularExpression(pattern: String) throws {
        let keeping = #"{"policies":[{"name":"a","repositories":["*"],"protect":{"tagPatternList":["\#(pattern)"]}}]}"#
        #expect(throws: InvalidPolicy.self) { try PolicyDocument(parsing: keeping.utf8) }
        let rule = Fixture.rule(1, #""tagStatus":"tagged","tagPatternList":["\#(pattern)"]"#)
        let document = try PolicyDocument(parsing: Fixture.document([rule]).utf8)
        #expect(document.warnings.map(\.path) == ["rules[0].selection.tagPatternList[0]"])
        #expect(document.warnings.contains { $0.message.contains("no tag can match") || $0.message.contains("Write") })
    }

    @Test(
        "a dot and an asterisk behind {} are part of a version, and no regular expression",
        arguments: ["{}.*", "{}.*.*", "v{}.*.*", "jdk{}.*", "1.{}.*", "{}.*-*"])
    func groupOfVersions(pattern: String) throws {
        let rule = Fixture.rule(1, #""tagStatus":"any","keepNewest":1,"groupBy":"\#(pattern)""#)
        let document = try PolicyDocument(parsing: Fixture.document([rule]).utf8)
        #expect(document.policy.sections.first?.rules.first?.groupBy == GroupPattern(pattern))
    }

    @Test(
        "a dot and an asterisk elsewhere in groupBy are a regular expression, which is a fault",
        arguments: ["{}-.*", "pr.*-{}", "fix.*{}-*"])
    func groupOfRegularExpression(pattern: String) throws {
        let rule = Fixture.rule(1, #""tagStatus":"any","keepNewest":1,"groupBy":"\#(pattern)""#)
        let text = Fixture.document([rule])
        let error = try #require(#expect(throws: InvalidPolicy.self) { try PolicyDocument(parsing: text.utf8) })
        #expect(error.faults.map(\.path) == ["rules[0].selection.groupBy"])
    }

    @Test("a regular expression that excludes a repository is a fault")
    func regularExpressionInExclusion() throws {
        let text = #"{"policies":[{"name":"a","repositories":["*","!prod-.*"],"rules":[]}]}"#
        let error = try #require(#expect(throws: InvalidPolicy.self) { try PolicyDocument(parsing: text.utf8) })
        #expect(error.faults[0].message.contains("Write \"!prod-*\""))
    }

    @Test("ECR's sizes are no limits here")
    func sizes() throws {
        let rules = (1...60).map { Fixture.rule($0, #""tagStatus":"tagged","tagPrefixList":["v\#($0)"]"#) }
        let text = Fixture.document(rules) + String(repeating: " ", count: 40_000)
        #expect(try PolicyDocument(parsing: text.utf8).policy.sections.first?.rules.count == 60)
    }
}

/// Texts that policies are put together from.
enum Fixture {
    static func document(_ rules: [String]) -> String { #"{"rules":[\#(rules.joined(separator: ","))]}"# }

    /// A rule that lets images go a day after their push.
    static func rule(_ priority: Int, _ tags: String) -> String {
        #"{"rulePriority":\#(priority),"selection":{\#(tags),"countType":"sinceImagePushed","countUnit":"days","#
            + #""countNumber":1},"action":{"type":"expire"}}"#
    }

    /// A rule that lets archived images go after a year.
    static func archiveRule(_ priority: Int, _ tags: String) -> String {
        #"{"rulePriority":\#(priority),"selection":{\#(tags),"storageClass":"archive","#
            + #""countType":"sinceImageTransitioned","countUnit":"days","countNumber":365},"action":{"type":"expire"}}"#
    }
}
