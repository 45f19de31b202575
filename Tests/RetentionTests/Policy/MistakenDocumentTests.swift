import Formats
import Testing

@testable import Retention

@Suite("Documents that are something else, and parts in the wrong place")
struct MistakenDocumentTests {
    private func faults(_ text: String) -> [PolicyFinding] {
        do {
            _ = try PolicyDocument(parsing: text.utf8)
            return []
        } catch {
            return error.faults
        }
    }

    private static let rule = Fixture.rule(1, #""tagStatus":"untagged""#)

    @Test(
        "a document of another kind is named, with what to do",
        arguments: [
            (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#, "invoke --event event.json"),
            (#"{"detail-type":"x","detail":{"policy":{"rules":[]}}}"#, "jq .detail.policy event.json > policy.json"),
            (#"{"dryRun":true,"policy":{"rules":[]}}"#, "jq .policy event.json > policy.json"),
            (#"{"dryRun":true,"detail":"all"}"#, "an event, not a policy"),
            (#"{"schemaVersion":1,"status":"succeeded","totals":{},"policies":[]}"#, "the summary of a run"),
            (#"{"kind":"ecr-cleanup plan","schemaVersion":1,"policy":{"text":"{}"}}"#, "jq -r .policy.text plan.json"),
            (#"{"kind":"ecr-cleanup plan","schemaVersion":1,"policy":{"kind":"builtIn"}}"#, "ecr-cleanup apply plan"),
            (#"{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{}}"#, "aws_ecr_lifecycle_policy"),
            (#"{"version":4,"terraform_version":"1.9.0","resources":[]}"#, "aws_ecr_lifecycle_policy"),
            (#"{"Version":"2012-10-17","Statement":[]}"#, "an IAM policy"),
            ("[\(rule)]", "jq '{rules: .}' rules.json > policy.json"),
            (#"[{"name":"a","repositories":["*"]}]"#, "jq '{policies: .}' policies.json > policy.json"),
            ("[]", "the document is an array; it must be an object"), ("[1]", "is an array; it must be an object"),
        ])
    func otherKinds(text: String, part: String) {
        let faults = faults(text)
        #expect(faults.map(\.path) == [""], "\(faults)")
        #expect(faults.first?.message.contains(part) == true, "\(faults)")
    }

    @Test(
        "a text that is not JSON is named by what it is",
        arguments: [
            ("rules:\n  - rulePriority: 1\n", "it is YAML, and a policy is JSON"),
            ("# Our policy\n\n---\npolicies:\n- name: a\n", "yq -o=json . policy.yaml > policy.json"),
            ("- rulePriority: 1\n", "it is YAML"), ("\u{FEFF}Rules:\r\n", "it is YAML"),
            ("\"rules\":\n  - a\n", "it is YAML"), ("PK\u{3}\u{4}\u{14}", "terraform show -json"),
            ("", #"it is empty, not JSON. A policy to begin with: {"rules": ["#), ("\n", "it is empty"),
            ("An error occurred: no such thing", "it is not JSON: line 1"), ("{rules: []}", "it is not JSON: line 1"),
            ("#", "it is not JSON: line 1"), ("rules", "it is not JSON"),
        ])
    func otherTexts(text: String, part: String) {
        let faults = faults(text)
        #expect(faults.map(\.path) == [""], "\(faults)")
        #expect(faults.first?.message.contains(part) == true, "\(faults)")
        #expect(faults.first?.message.contains("YAML") == part.contains(anyOf: "YAML", "yq"))
    }

    @Test("the policy that the message about an empty file begins with is valid")
    func beginning() throws {
        let message = try #require(faults("").first?.message)
        let begin = try #require(message.firstIndex(of: "{"))
        #expect(try PolicyDocument(parsing: message[begin...].utf8).notes.isEmpty)
    }

    @Test(
        "a key at the wrong level is told where it belongs",
        arguments: [
            (#"{"rules":[{"countNumber":3}]}"#, "rules[0].countNumber", "It belongs in a selection."),
            (#"{"rules":[{"type":"expire"}]}"#, "rules[0].type", "It belongs in an action."),
            (#"{"rules":[{"selection":{"rulePriority":3}}]}"#, "rules[0].selection.rulePriority", "in a rule."),
            (#"{"rules":[{"action":{"description":""}}]}"#, "rules[0].action.description", "in a rule."),
            (#"{"rules":[{"protect":{}}]}"#, "rules[0].protect", "in an element of policies."),
            (#"{"rules":[],"inUse":[]}"#, "inUse", "It belongs in protect."),
            (#"{"rules":[],"rulePriority":1}"#, "rulePriority", "It belongs in a rule."),
            (#"{"policies":[],"repositories":["*"]}"#, "repositories", "It belongs in an element of policies."),
            (#"{"policies":[{"limits":{}}]}"#, "policies[0].limits", "at the top level of the document."),
            (#"{"policies":[],"maxShare":1}"#, "maxShare", "It belongs in limits."),
            (#"{"policies":[],"protect":{"maxImages":1}}"#, "protect.maxImages", "It belongs in limits."),
            (#"{"policies":[],"limits":{"newest":1}}"#, "limits.newest", "It belongs in protect."),
        ])
    func wrongLevel(text: String, path: String, part: String) {
        let fault = faults(text).first { $0.path == path }
        #expect(fault?.message.contains(part) == true, "\(faults(text))")
    }

    @Test(
        "a misspelt value is told the nearest",
        arguments: [
            ("selection", #""tagStatus":"Untagged""#, #"Did you mean "untagged"?"#),
            ("selection", #""countType":"imageCountMoreThen""#, #"Did you mean "imageCountMoreThan"?"#),
            ("selection", #""countType":"since_image_pushed""#, #"Did you mean "sinceImagePushed"? ECR says: "#),
            ("selection", #""storageClass":"archived""#, #"Did you mean "archive"?"#),
            ("action", #""type":"expires""#, #"Did you mean "expire"?"#),
            ("action", #""type":"Transition""#, #"Did you mean "transition"?"#),
        ])
    func misspeltValues(object: String, member: String, part: String) {
        let faults = faults(#"{"rules":[{"\#(object)":{\#(member)}}]}"#)
        #expect(faults.contains { $0.message.contains(part) }, "\(faults)")
    }

    @Test(
        "a misspelt source of usage is told the nearest, and an unknown one the list",
        arguments: [
            ("ECS", #"Did you mean "ecs"?"#), ("lamda", #"Did you mean "lambda"?"#),
            ("docker", #"must be one of "ecs""#),
        ])
    func sources(name: String, part: String) {
        let fault = faults(#"{"policies":[],"protect":{"inUse":["\#(name)"]}}"#).first { $0.path == "protect.inUse[0]" }
        #expect(fault?.message.contains(part) == true)
        #expect(fault?.message.contains("Did you mean") == (name != "docker"))
    }

    @Test("no message about a secret quotes it")
    func secret() throws {
        for text in [#"{"dryRun":"s3cret"}"#, "rules:\n- s3cret", #"{"rules":[{"action":{"type":"expires3cret"}}]}"#] {
            #expect(faults(text).allSatisfy { !$0.descriptionWithoutValues.contains("s3cret") })
        }
    }
}

extension String {
    fileprivate func contains(anyOf parts: String...) -> Bool { parts.contains { contains($0) } }
}
