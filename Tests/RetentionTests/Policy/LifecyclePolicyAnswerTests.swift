import Formats
import Testing

@testable import Retention

@Suite("Policies in what other tools print around them")
struct LifecyclePolicyAnswerTests {
    private static let policy = Fixture.document([Fixture.rule(1, #""tagStatus":"untagged""#)])

    /// A text as a JSON string.
    private static func encoded(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private func answer(_ policy: String, _ more: String = "") -> String {
        #"{"registryId":"123456789012","repositoryName":"app","lifecyclePolicyText":\#(policy)\#(more)}"#
    }

    private func faults(_ text: String) -> [PolicyFinding] {
        do {
            _ = try PolicyDocument(parsing: text.utf8)
            return []
        } catch {
            return error.faults
        }
    }

    @Test(
        "the policy in an answer of get-lifecycle-policy is taken, as a string and as an object",
        arguments: [encoded(policy), policy], ["", #","lastEvaluatedAt":"2026-01-01T00:00:00+00:00""#])
    func answer(policy: String, more: String) throws {
        let document = try PolicyDocument(parsing: answer(policy, more).utf8)
        #expect(document.policy == (try PolicyDocument(parsing: Self.policy.utf8)).policy)
        #expect(document.notes.map(\.path) == ["lifecyclePolicyText"])
        #expect(document.warnings.map(\.path) == ["repositoryName"])
    }

    @Test("an answer in an event is taken, too")
    func inEvent() throws {
        let value = try JSONValue(parsing: answer(Self.encoded(Self.policy)).utf8)
        #expect(try PolicyDocument(value, at: "policy").notes.map(\.path) == ["policy.lifecyclePolicyText"])
    }

    @Test("ECR's sizes are those of the policy in the answer")
    func size() throws {
        let padded = Self.policy + String(repeating: " ", count: 30_720 - Self.policy.utf8.count)
        #expect(try PolicyDocument(parsing: answer(Self.encoded(padded)).utf8).notes.count == 1)
        #expect(try PolicyDocument(parsing: answer(Self.encoded(padded + " ")).utf8).notes.count == 2)
    }

    @Test(
        "what is wrong with an answer is said by its path",
        arguments: [
            (#""{\"rules\":[{\"rulePriority\":0}]}""#, "", "lifecyclePolicyText.rules[0].rulePriority", "from 1"),
            (#""{""#, "", "lifecyclePolicyText", "not JSON"), (#""""#, "", "lifecyclePolicyText", "it is empty"),
            ("7", "", "lifecyclePolicyText", "must be an object"), ("null", "", "lifecyclePolicyText", "is null"),
            (encoded(encoded(policy)), "", "lifecyclePolicyText", "encoded as JSON twice"),
            (encoded(policy), #","rules":[]"#, "rules", "no such key in an answer of aws ecr get-lifecycle-policy"),
            (encoded(policy), #","dryRun":false"#, "dryRun", "no such key"),
        ])
    func faultsOfAnswer(policy: String, more: String, path: String, part: String) {
        let faults = faults(answer(policy, more))
        #expect(faults.first?.path == path, "\(faults)")
        #expect(faults.first?.message.contains(part) == true, "\(faults)")
    }

    @Test("an answer in an answer is no policy")
    func nested() {
        #expect(!faults(answer(Self.encoded(answer(Self.encoded(Self.policy))))).isEmpty)
    }

    @Test("a policy that is encoded twice is refused, says how to encode it once, and quotes nothing")
    func twice() {
        let faults = faults(Self.encoded(Self.policy))
        #expect(faults.map(\.path) == [""])
        #expect(faults.first?.message == faults.first?.messageWithoutValues)
        #expect(
            faults.first?.message.contains("encoded as JSON twice. Encode it once; jq fromjson policy.json") == true)
    }

    @Test("a secret answer's fault quotes nothing of it")
    func secret() {
        let faults = faults(answer(Self.encoded(#"{"rules":[{"rulePriority":"s3cret"}]}"#)))
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { !$0.descriptionWithoutValues.contains("s3cret") })
    }
}
