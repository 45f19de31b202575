import Formats
import Testing

@testable import Retention

@Suite("Faults of policy documents")
struct PolicyFaultTests {
    private func faults(_ text: String) -> [PolicyFinding] {
        do {
            _ = try PolicyDocument(parsing: text.utf8)
            return []
        } catch {
            return error.faults
        }
    }

    /// Expects one fault, at a path, whose text has a part.
    private func expectFault(in text: String, at path: String, saying part: String) {
        let faults = faults(text)
        #expect(faults.map(\.path) == [path], "\(faults)")
        #expect(faults.first?.message.contains(part) == true, "\(faults)")
    }

    @Test(
        "a document is an object of one of two forms",
        arguments: [
            ("", "", "not JSON"), ("{", "", "not JSON"), ("[]", "", "the document is an array; it must be an object"),
            ("\"{}\"", "", "the document is a string that holds a policy"), ("\"\"", "", "an object"),
            ("\"{\"", "", "an object"), (" \n", "", "it is empty"),
            ("{}", "", "neither rules"), (#"{"rules":[],"rules":[]}"#, "", "twice"),
            (#"{"rules":[],"policies":[{"name":"a","repositories":["*"]}]}"#, "", "one of them"),
            (#"{"rules":[]}"#, "rules", "at least one rule"),
            (#"{"rules":null}"#, "rules", "is null. Leave out"), (#"{"rules":{}}"#, "rules", "must be a list"),
            (#"{"policies":[]}"#, "policies", "at least one"), (#"{"policies":{}}"#, "policies", "must be a list"),
            (#"{"rules":[1]}"#, "rules[0]", "must be an object"), (#"{"policies":["a"]}"#, "policies[0]", "an object"),
        ])
    func forms(text: String, path: String, part: String) {
        expectFault(in: text, at: path, saying: part)
    }

    @Test(
        "what is to keep images, and can match no name, is refused",
        arguments: [
            (#""repositories":["*","!Team-a/x"]"#, "policies[0].repositories[1]", "its \"T\""),
            (#""repositories":["*","!team-a/x "]"#, "policies[0].repositories[1]", "its \" \""),
            (#""repositories":["*","!!a"]"#, "policies[0].repositories[1]", "its \"!\""),
            (
                #""repositories":["*","!123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"]"#,
                "policies[0].repositories[1]",
                #"begins with a registry's host name: write the repository's name alone, "!app""#
            ),
            (#""repositories":["*","!\u200da"]"#, "policies[0].repositories[1]", "no repository's name can match"),
            (#""repositories":["tëam/*"]"#, "policies[0].repositories[0]", "its \"ë\""),
            (
                #""repositories":["*"],"protect":{"tagPatternList":["v*","^v[0-9]+$"]}"#,
                "policies[0].protect.tagPatternList[1]", "its \"^\""
            ),
            (
                #""repositories":["*"],"protect":{"tagPatternList":["release-?"]}"#,
                "policies[0].protect.tagPatternList[0]", "no tag can match"
            ),
            (
                #""repositories":["*"],"protect":{"tagPatternList":["!latest"]}"#,
                "policies[0].protect.tagPatternList[0]", "its \"!\""
            ),
        ])
    func matchless(members: String, path: String, part: String) {
        expectFault(in: #"{"policies":[{"name":"a",\#(members)}]}"#, at: path, saying: part)
    }

    @Test("a pattern that leaves images to other rules is refused when no tag can match it")
    func matchlessExclusion() {
        expectFault(
            in: rule([:], selection: ["tagStatus": "\"any\"", "excludeTagPatternList": "[\"keep me\"]"]),
            at: "rules[0].selection.excludeTagPatternList[0]", saying: "no tag can match")
    }

    /// Members of a selection that is right but for what a row replaces.
    private static let selection = [
        "tagStatus": #""untagged""#, "countType": #""sinceImagePushed""#, "countUnit": #""days""#, "countNumber": "1",
    ]

    private func rule(
        _ members: [String: String], selection: [String: String] = [:], action: String = #"{"type":"expire"}"#
    ) -> String {
        let selection = Self.selection.merging(selection) { $1 }.filter { !$0.value.isEmpty }
        func object(_ members: [String: String]) -> String {
            "{" + members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
        let rule = ["rulePriority": "1", "selection": object(selection), "action": action].merging(members) { $1 }
        return #"{"rules":[\#(object(rule.filter { !$0.value.isEmpty }))]}"#
    }

    @Test(
        "a rule has its members, and each its type",
        arguments: [
            ("rulePriority", "", "is missing"), ("rulePriority", "0", "whole number from 1"),
            ("rulePriority", "-1", "(minimum: 1, found: -1)"), ("rulePriority", "1.5", "whole number from 1"),
            ("rulePriority", "\"1\"", "is \"1\""), ("rulePriority", "null", "is null"),
            ("rulePriority", "true", "is true"), ("rulePriority", "2147483648", "to 2147483647"),
            ("description", "1", "must be a string"), ("description", "null", "instance type (null)"),
            ("selection", "", "is missing"), ("selection", "[]", "must be an object"), ("action", "", "is missing"),
            ("action", "\"expire\"", "must be an object"), ("priority", "1", "The keys are rulePriority"),
            ("ruleprioritY", "1", "Did you mean rulePriority?"), ("rule_priority", "1", "Did you mean rulePriority?"),
        ])
    func rules(key: String, value: String, part: String) {
        expectFault(in: rule([key: value]), at: "rules[0].\(key)", saying: part)
    }

    @Test(
        "a selection has its members, and each its values",
        arguments: [
            (["tagStatus": ""], "tagStatus", #"missing required properties (["tagStatus"])"#),
            (["tagStatus": "\"Any\""], "tagStatus", #"is "Any"; it must be "tagged" or "untagged" or "any""#),
            (["tagStatus": "null"], "tagStatus", "is null"), (["countType": ""], "countType", "is missing"),
            (["countType": "\"sinceImagePush\""], "countType", "sinceImagePushed"),
            (["countUnit": ""], "countUnit", "must be \"days\" or \"hours\""),
            (["countUnit": "\"Hours\""], "countUnit", #"Did you mean "hours"? ECR says: "#),
            (["countUnit": "\"weeks\""], "countUnit", #"(possible values: ["days"])"#),
            (
                ["countUnit": "\"hours\"", "countType": "\"sinceImagePulled\""], "countUnit",
                "with sinceImagePulled it must be \"days\""
            ),
            (["countUnit": "", "countType": "\"sinceImagePulled\""], "countUnit", "it must be \"days\""),
            (["countUnit": "\"hours\"", "countType": "\"imageCountMoreThan\""], "countUnit", "leave it out"),
            (["countNumber": ""], "countNumber", "is missing"),
            (["countNumber": "0"], "countNumber", "lower than the required minimum (minimum: 1, found: 0)"),
            (["countNumber": "\"1\""], "countNumber", "instance type (string)"),
            (["countNumber": "2.5"], "countNumber", "whole number"),
            (["countNumber": "1e99"], "countNumber", "whole number"),
            (["countType": "\"imageCountMoreThan\""], "countUnit", "not for imageCountMoreThan"),
            (["countType": "\"imageCountMoreThan\"", "countUnit": "null"], "countUnit", "Leave out keys"),
            (["countNumbr": "1"], "countNumbr", "not allowed by the schema: [\"countNumbr\"]"),
            (["CountNumber": "1"], "CountNumber", "Did you mean countNumber?"),
            (["storageClass": "\"ARCHIVE\""], "storageClass", "\"standard\" or \"archive\""),
            (["storageClass": "\"archive\""], "storageClass", "with sinceImagePushed it must be \"standard\""),
            (["countType": "\"sinceImageTransitioned\""], "storageClass", "is missing"),
            (
                ["countType": "\"sinceImageTransitioned\"", "storageClass": "\"standard\""], "storageClass",
                "must be \"archive\""
            ),
            (["tagPrefixList": "[\"v\"]"], "tagPrefixList", "tagStatus \"tagged\" alone"),
            (["tagStatus": "\"any\"", "tagPatternList": "[\"v\"]"], "tagPatternList", "tagStatus \"tagged\" alone"),
            (["keepNewest": "1", "groupBy": "\"{}-*\""], "groupBy", "is for images with tags"),
            (["keepNewest": "1", "sortBy": "\"semver\""], "sortBy", "is for images with tags"),
            (
                ["tagStatus": "\"any\"", "groupBy": "\"{}-*\""], "groupBy",
                "has no effect, since the rule counts no images"
            ),
            (["tagStatus": "\"any\"", "sortBy": "\"semver\""], "sortBy", "add keepNewest"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "sortBy": "\"semVer\""], "sortBy", "must be \"semver\""),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"*-*\""], "groupBy", "{} must stand in it once"),
            (
                ["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"{}-{}\""], "groupBy",
                "{} must stand in it once"
            ),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"\""], "groupBy", "not empty"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"pr-{}*\""], "groupBy", "Leave the * out"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"{}/x\""], "groupBy", "no tag can match"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"{}-[0-9]+\""], "groupBy", "no tag can match"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupBy": "\"{}-*a*b*c*d*\""], "groupBy", "at most 4"),
            (["tagStatus": "\"any\"", "keepNewest": "1", "groupby": "\"{}\""], "groupby", "Did you mean groupBy?"),
            (["allTagsMatch": "true"], "allTagsMatch", "tagStatus \"tagged\" alone"),
            (
                ["tagStatus": "\"tagged\"", "tagPrefixList": "[\"a\"]", "allTagsMatch": "\"true\""], "allTagsMatch",
                "true or false"
            ),
            (
                ["tagStatus": "\"tagged\"", "tagPrefixList": "[\"a\"]", "allTagMatch": "true"], "allTagMatch",
                "Did you mean allTagsMatch?"
            ),
            (["tagStatus": "\"tagged\"", "tagPrefixList": "[]"], "tagPrefixList", "is empty"),
            (["tagStatus": "\"tagged\"", "tagPrefixList": "\"v\""], "tagPrefixList", "must be a list"),
            (["tagStatus": "\"tagged\"", "tagPrefixList": "[\"a\",\"\"]"], "tagPrefixList[1]", "not empty"),
            (
                ["tagStatus": "\"tagged\"", "tagPrefixList": "[\"\"]"], "tagPrefixList[0]",
                #"write "tagPatternList": ["*"]"#
            ),
            (["tagStatus": "\"tagged\"", "tagPatternList": "[\"\"]"], "tagPatternList[0]", #"["*"]"#),
            (["tagStatus": "\"any\"", "tagPrefixList": "[\"\"]"], "tagPrefixList", "leave it out"),
            (["tagStatus": "\"tagged\"", "tagPrefixList": "[7]"], "tagPrefixList[0]", "is 7"),
            (["tagStatus": "\"tagged\"", "tagPatternList": "[\"*1*2*3*4*\"]"], "tagPatternList[0]", "5 asterisks"),
            (["tagMatch": "\"any\""], "tagMatch", "tagStatus \"tagged\" alone"),
            (
                ["tagStatus": "\"tagged\"", "tagPrefixList": "[\"v\"]", "tagMatch": "\"one\""], "tagMatch",
                "\"all\" or \"any\""
            ),
            (["excludeTagPatternList": "[\"*****\"]"], "excludeTagPatternList[0]", "at most 4"),
            (["excludeTagPatternList": "[]"], "excludeTagPatternList", "is empty"),
            (["keepNewest": "0"], "keepNewest", "from 1"), (["notPulledForDays": "0"], "notPulledForDays", "from 1"),
        ] as [([String: String], String, String)])
    func selections(members: [String: String], key: String, part: String) {
        expectFault(in: rule([:], selection: members), at: "rules[0].selection.\(key)", saying: part)
    }

    @Test(
        "a rule for tagged images takes prefixes or patterns, and not both",
        arguments: [
            ("", "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED"),
            (#","tagPrefixList":["a"],"tagPatternList":["a"]"#, "one of them"),
        ])
    func tagLists(lists: String, part: String) {
        let text = Fixture.document([Fixture.rule(1, #""tagStatus":"tagged"\#(lists)"#)])
        expectFault(in: text, at: "rules[0].selection", saying: part)
    }

    @Test(
        "an action is one of two, and archives to the archive",
        arguments: [
            ("{}", "type", "is missing"), (#"{"type":"delete"}"#, "type", "\"expire\" or \"transition\""),
            (#"{"type":"untag"}"#, "type", "Write \"expire\", and in the selection \"allTagsMatch\": true"),
            (#"{"type":"EXPIRE"}"#, "type", "is \"EXPIRE\""),
            (#"{"type":"transition"}"#, "targetStorageClass", "must be \"archive\""),
            (#"{"type":"transition","targetStorageClass":"standard"}"#, "targetStorageClass", "\"archive\""),
            (#"{"type":"expire","targetStorageClass":"archive"}"#, "targetStorageClass", "transition alone"),
            (#"{"type":"expire","targetStorageClass":null}"#, "targetStorageClass", "matched 0 out of 2"),
            (#"{"type":"expire","force":true}"#, "force", "The keys are type, targetStorageClass"),
        ])
    func actions(action: String, key: String, part: String) {
        expectFault(in: rule([:], action: action), at: "rules[0].action.\(key)", saying: part)
    }

    @Test("an archived image can't be archived")
    func archivedTwice() {
        let text = rule(
            [:], selection: ["storageClass": "\"archive\"", "countType": "\"sinceImageTransitioned\""],
            action: #"{"type":"transition","targetStorageClass":"archive"}"#)
        expectFault(in: text, at: "rules[0].action.type", saying: "archived images")
    }

    private static let any = #""tagStatus":"any""#
    private static let untagged = #""tagStatus":"untagged""#
    private static let prefix = #""tagStatus":"tagged","tagPrefixList":["a","b"]"#
    private static let pattern = #""tagStatus":"tagged","tagPatternList":["a","b"]"#

    @Test(
        "rules must agree with each other, in each class of storage",
        arguments: [
            ([(1, any), (2, untagged)], "rules[0].selection.tagStatus", "tagStatus=ANY must have the lowest priority"),
            ([(2, untagged), (1, any)], "rules[1].selection.tagStatus", "rules[0] has a higher rulePriority"),
            ([(1, any), (2, any)], "rules[0].selection.tagStatus", "per storage class"),
            (
                [(1, untagged), (2, untagged)], "rules[1].selection.tagStatus",
                "Only one rule can select Untagged images"
            ),
            (
                [(1, prefix), (2, #""tagStatus":"tagged","tagPrefixList":["c","b"]"#)],
                "rules[1].selection.tagPrefixList[1]", "stands in rules[0]"
            ),
            (
                [(1, pattern), (2, #""tagStatus":"tagged","tagPatternList":["a"]"#)],
                "rules[1].selection.tagPatternList[0]", "one rule only"
            ),
            ([(1, prefix), (1, untagged)], "rules[1].rulePriority", "so is that of rules[0]"),
        ] as [([(Int, String)], String, String)], [Fixture.rule, Fixture.archiveRule])
    func conflicts(
        row: ([(Int, String)], String, String), make: @Sendable (Int, String) -> String
    ) {
        expectFault(in: Fixture.document(row.0.map { make($0.0, $0.1) }), at: row.1, saying: row.2)
    }

    @Test("a priority is one rule's in both classes of storage together")
    func prioritiesOfBothClasses() {
        let text = Fixture.document([Fixture.rule(1, Self.any), Fixture.archiveRule(1, Self.any)])
        expectFault(in: text, at: "rules[1].rulePriority", saying: "a priority of its own")
    }

    @Test(
        "ECR's form has rules, and nothing beside them",
        arguments: ["protect", "limits", "targets"])
    func beside(key: String) {
        let text = #"{"rules":[\#(Fixture.rule(1, Self.any))],"\#(key)":{}}"#
        expectFault(in: text, at: key, saying: "full form")
    }

    private func section(_ members: String) -> String { #"{"policies":[{\#(members)}]}"# }

    @Test(
        "a policy of the full form has a name and repositories",
        arguments: [
            (#""repositories":["*"]"#, "name", "is missing"), (#""name":"","repositories":["*"]"#, "name", "not empty"),
            (#""name":" ","repositories":["*"]"#, "name", "not empty"),
            (#""name":1,"repositories":["*"]"#, "name", "is 1"), (#""name":"a""#, "repositories", "is missing"),
            (#""name":"a","repositories":[]"#, "repositories", "is empty"),
            (#""name":"a","repositories":"*""#, "repositories", "must be a list"),
            (#""name":"a","repositories":["*",""]"#, "repositories[1]", "not empty"),
            (#""name":"a","repositories":["!"]"#, "repositories[0]", "must follow"),
            (#""name":"a","repositories":["*"],"rules":{}"#, "rules", "must be a list"),
            (#""name":"a","repositories":["*"],"repository":[]"#, "repository", "The keys are name, repositories"),
            (#""name":"a","repositories":["*"],"limits":{}"#, "limits", "no such key in a policy"),
            (#""name":"a","repositories":["*"],"orphanedReferrers":60"#, "orphanedReferrers", "an object"),
            (
                #""name":"a","repositories":["*"],"repositoryTagMatches":{"key":"k"}"#,
                "repositoryTagMatches.value", "is missing"
            ),
            (
                #""name":"a","repositories":["*"],"repositoryTagMatches":"k=v""#, "repositoryTagMatches",
                "must be an object"
            ),
            (
                #""name":"a","repositories":["*"],"repositoryTagMatches":{"key":"k\u0000","value":"v"}"#,
                "repositoryTagMatches.key", "none of them invisible"
            ),
            (
                #""name":"a","repositories":["*"],"repositoryTagMatch":{}"#, "repositoryTagMatch",
                "Did you mean repositoryTagMatches?"
            ),
            (
                #""name":"a","repositories":["*"],"orphanedReferrers":{}"#, "orphanedReferrers.olderThanDays",
                "is missing"
            ),
            (
                #""name":"a","repositories":["*"],"orphanedReferrers":{"olderThanDays":0}"#,
                "orphanedReferrers.olderThanDays", "from 1"
            ),
            (#""name":"a","repositories":["*"],"protect":{"newest":0}"#, "protect.newest", "from 1"),
            (#""name":"a","repositories":["*"],"rules":[{}]"#, "rules[0].rulePriority", "is missing"),
        ])
    func sections(members: String, key: String, part: String) {
        let faults = faults(section(members))
        #expect(faults.first?.path == "policies[0].\(key)", "\(faults)")
        #expect(faults.first?.message.contains(part) == true, "\(faults)")
    }

    @Test("policies have names of their own")
    func names() {
        let section = #"{"name":"a","repositories":["*"]}"#
        expectFault(
            in: #"{"policies":[\#(section),\#(section)]}"#, at: "policies[1].name", saying: "so is that of policies[0]")
    }

    @Test("rules of two policies don't meet")
    func twoPolicies() {
        let rules = Fixture.document([Fixture.rule(1, Self.any)]).dropFirst().dropLast()
        let text = ["a", "b"].map { #"{"name":"\#($0)","repositories":["*"],\#(rules)}"# }.joined(separator: ",")
        #expect(faults(#"{"policies":[\#(text)]}"#).isEmpty)
    }

    @Test(
        "vetoes and limits have their values, and none is passed over",
        arguments: [
            (#""protect":[]"#, "protect", "an object"), (#""protect":{"newest":"3"}"#, "protect.newest", "from 1"),
            (#""protect":{"pushedWithinDays":0}"#, "protect.pushedWithinDays", "from 1"),
            (#""protect":{"newestPulled":0}"#, "protect.newestPulled", "from 1"),
            (#""protect":{"newestpulled":1}"#, "protect.newestpulled", "Did you mean newestPulled?"),
            (#""protect":{"pulledWithinDays":1.5}"#, "protect.pulledWithinDays", "from 1"),
            (#""protect":{"tagPatternList":[]}"#, "protect.tagPatternList", "is empty"),
            (#""protect":{"tagPatternList":["*****"]}"#, "protect.tagPatternList[0]", "at most 4"),
            (#""protect":{"tagPrefixList":["v"]}"#, "protect.tagPrefixList", "The keys are tagPatternList, newest"),
            (#""protect":{"inUse":["docker"]}"#, "protect.inUse[0]", "must be one of \"ecs\""),
            (#""protect":{"inUse":"ecs"}"#, "protect.inUse", "must be a list"),
            (#""protect":{"imageUris":[]}"#, "protect.imageUris", "is empty"),
            (#""protect":{"imageUris":["nginx:1"]}"#, "protect.imageUris[0]", "must name an image of ECR's"),
            (
                #""protect":{"imageUris":["123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1 "]}"#,
                "protect.imageUris[0]", "must name an image of ECR's"
            ),
            (#""protect":{"repositoryTag":{"key":"a"}}"#, "protect.repositoryTag.value", "is missing"),
            (
                #""protect":{"repositoryTag":{"key":"a ","value":""}}"#, "protect.repositoryTag.key",
                "no space at its ends"
            ),
            (
                #""protect":{"repositoryTag":{"key":"a","value":"b\u200b"}}"#, "protect.repositoryTag.value",
                "none of them invisible"
            ),
            (#""protect":{"repositoryTag":"a"}"#, "protect.repositoryTag", "must be an object"),
            (#""targets":[]"#, "targets", "is empty"),
            (#""targets":[{}]"#, "targets[0]", "names no registry"),
            (#""targets":[{"region":"EU"}]"#, "targets[0].region", "must be the code of a region"),
            (#""targets":[{"roleArn":"role/x"}]"#, "targets[0].roleArn", "must be a role's ARN"),
            (#""targets":[{"region":"r","externalId":"x"}]"#, "targets[0].externalId", "no meaning without roleArn"),
            (#""targets":[{"public":true,"region":"r"}]"#, "targets[0].region", "does not go with public"),
            (#""targets":[{"public":1}]"#, "targets[0].public", "must be true or false"),
            (#""targets":[{"region":"r"},{"region":"r"}]"#, "targets[1]", "stands before it already"),
            (#""targets":[{"region":"r","usageFrom":[{}]}]"#, "targets[0].usageFrom[0]", "region, roleArn or regions"),
            (#""limits":{"maxImages":-1}"#, "limits.maxImages", "from 0"),
            (#""limits":{"maxImagesPerRepository":"1"}"#, "limits.maxImagesPerRepository", "from 0"),
            (#""limits":{"maxShare":1.01}"#, "limits.maxShare", "from 0 to 1"),
            (#""limits":{"maxShare":-0.1}"#, "limits.maxShare", "from 0 to 1"),
            (#""limits":{"maxshare":0.5}"#, "limits.maxshare", "Did you mean maxShare?"),
            (#""Protect":{}"#, "Protect", "Did you mean protect?"), (#""limit":{}"#, "limit", "The keys are rules"),
        ])
    func vetoesAndLimits(member: String, path: String, part: String) {
        expectFault(
            in: #"{"policies":[{"name":"a","repositories":["*"]}],\#(member)}"#, at: path, saying: part)
    }

    @Test("all nulls are one fault, which says what to do")
    func nulls() {
        let text = rule(
            ["description": "null"],
            selection: [
                "tagStatus": "\"tagged\"", "tagPatternList": "[\"v*\"]", "tagPrefixList": "null", "tagMatch": "null",
                "countType": "\"imageCountMoreThan\"", "countUnit": "null", "storageClass": "null",
                "keepNewest": "null",
            ], action: #"{"type":"expire","targetStorageClass":null}"#)
        let faults = faults(text)
        #expect(faults.map(\.path) == ["rules[0].description"], "\(faults)")
        let message = faults.first?.messageWithoutValues ?? ""
        #expect(message.contains("rules[0].selection.tagPrefixList, rules[0].selection.tagMatch"))
        #expect(message.contains("and 1 more. Leave out keys that have no value"))
    }

    @Test(
        "a null where a value is needed is said once",
        arguments: ["tagStatus", "countType", "countUnit", "countNumber"])
    func neededNull(key: String) {
        expectFault(in: rule([:], selection: [key: "null"]), at: "rules[0].selection.\(key)", saying: "is null")
    }

    @Test("a null does not stand for a list of tags")
    func nullList() {
        let faults = faults(rule([:], selection: ["tagStatus": "\"tagged\"", "tagPrefixList": "null"]))
        #expect(faults.map(\.path) == ["rules[0].selection", "rules[0].selection.tagPrefixList"])
    }

    @Test("a veto that is null is a fault, and no veto that is missing")
    func nullVeto() {
        let text = #"{"policies":[{"name":"a","repositories":["*"],"protect":null}],"limits":{"maxImages":null}}"#
        #expect(faults(text).map(\.path) == ["policies[0].protect"])
    }

    @Test("all faults are found at once")
    func allAtOnce() {
        let text = """
            {"policies":[{"name":"a","repositories":["*",""],"rules":[
              {"rulePriority":0,"selection":{"tagStatus":"tagged","countType":"sinceImagePushed","countNumber":0}},
              {"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},
               "action":{"type":"expire"}},
              {"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":"1",
               "x":1},"action":{"type":"expire"}}],"protect":{"inUse":[1]}}],
             "limits":{"maxShare":2},"targets":[]}
            """
        #expect(
            Set(faults(text).map(\.path)) == [
                "policies[0].repositories[1]", "policies[0].rules[0].rulePriority", "policies[0].rules[0].selection",
                "policies[0].rules[0].selection.countUnit", "policies[0].rules[0].selection.countNumber",
                "policies[0].rules[0].action", "policies[0].rules[2].rulePriority",
                "policies[0].rules[2].selection.countNumber", "policies[0].rules[2].selection.x",
                "policies[0].protect.inUse[0]", "limits.maxShare", "targets",
            ])
    }

    @Test("a document of neither form, or of both, is read to its end all the same")
    func formsReadToTheEnd() {
        #expect(
            faults(#"{"rule":[],"protect":{"inUse":[1]},"limits":{"maxImages":-1}}"#).map(\.path)
                == ["rule", "", "protect.inUse[0]", "limits.maxImages"])
        #expect(
            faults(#"{"rules":[{}],"policies":[{"name":"","repositories":["*"]}]}"#).map(\.path) == [
                "", "rules[0].rulePriority", "rules[0].selection", "rules[0].action", "policies[0].name",
            ])
    }

    @Test("ECR has nothing to say of what it doesn't know", arguments: ["keepNewest", "notPulledForDays"])
    func wordsOfECR(key: String) {
        let faults = faults(rule([:], selection: [key: "0", "countNumber": "0"]))
        #expect(faults.map { $0.message.contains("ECR says") } == [true, false])
        #expect(faults.last?.path == "rules[0].selection.\(key)")
    }

    @Test("paths begin where the document stands in another")
    func prefixes() throws {
        let value = try JSONValue(parsing: #"{"rules":[{}],"x y":1}"#.utf8)
        let error = #expect(throws: InvalidPolicy.self) { try PolicyDocument(value, at: "detail.policy") }
        #expect(
            error?.faults.map(\.path) == [
                #"detail.policy["x y"]"#, "detail.policy.rules[0].rulePriority", "detail.policy.rules[0].selection",
                "detail.policy.rules[0].action",
            ])
    }

    @Test("an error does not repeat what is long, and names no more faults than a person reads")
    func long() throws {
        let long = String(repeating: "x", count: 1 << 18)
        let rules = (1...500).map { _ in #"{"\#(long.prefix(300))":1}"# }
        for text in [
            #"{"\#(long)":1}"#, section(#""name":["\#(long)"],"repositories":["\#(long)",7],"\#(long)":1"#),
            Fixture.document(rules),
        ] {
            let error = #expect(throws: InvalidPolicy.self) { try PolicyDocument(parsing: text.utf8) }
            #expect(try #require(error).description.utf8.count < 5000)
        }
    }
}
