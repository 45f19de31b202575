import Foundation
import Testing

@testable import Handler

@Suite("ecr-cleanup policy check")
struct PolicyCommandTests {
    private let policies = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../policies")

    @Test("says what a valid policy does, and that ECR would take it")
    func valid() async {
        let path = policies.appending(path: "untagged.json").path
        let run = await CommandRun.of(["policy", "check", path])
        #expect(run.status == .success)
        #expect(run.errors.isEmpty)
        #expect(
            run.text == """
                \(path) is a valid policy.

                default: *
                  rule 1 deletes untagged images that were pushed over 14 days ago
                  keeps images in use by ecs, lambda, schedules

                ECR itself would accept it, too.

                """)
    }

    @Test("says what of it ECR would not accept, by its path")
    func notes() async {
        let run = await CommandRun.of(["policy", "check", policies.appending(path: "last-pull.json").path])
        #expect(run.status == .success)
        #expect(run.text.contains("\n  policies[0].rules[0].action.type: "))
        #expect(run.text.contains("\n  at most 90 % of a repository's images"))
        #expect(run.text.contains("\n  keeps the newest 3 of each repository\n"))
    }

    @Test("asks whether a policy is meant that can never apply")
    func warnings() async throws {
        let section = #"{"name":"a","repositories":["*"]}"#
        let policy = #"{"policies":[\#(section),\#(section.replacing("\"a\"", with: "\"b\""))]}"#
        try await withTemporaryFile("policy.json", policy) { file in
            let run = await CommandRun.of(["policy", "check", file.path])
            #expect(run.status == .success)
            #expect(run.text.contains("\nWarnings:\n  policies[1]: never applies"))
        }
    }

    @Test("takes the policy out of what the AWS CLI prints, and says so")
    func answer() async throws {
        let rule =
            #"{\"rulePriority\":1,\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\","#
            + #"\"countNumber\":3},\"action\":{\"type\":\"expire\"}}"#
        let answer =
            #"{"registryId":"123456789012","repositoryName":"app","lifecyclePolicyText":"{\"rules\":[\#(rule)]}"}"#
        try await withTemporaryFile("answer.json", answer) { file in
            let run = await CommandRun.of(["policy", "check", file.path])
            #expect(run.status == .success)
            #expect(run.text.contains("rule 1 deletes images, all but the newest 3"))
            #expect(run.text.contains("\nWarnings:\n  repositoryName: is \"app\", and here the policy is for every"))
            #expect(run.text.contains("\n  lifecyclePolicyText: ECR takes this alone"))
        }
    }

    @Test("says of a rule that can act on nothing no word of deleting")
    func referrers() async throws {
        let policy =
            #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"tagged","tagPrefixList":["sha256-"],"#
            + #""countType":"imageCountMoreThan","countNumber":40},"action":{"type":"expire"}}]}"#
        try await withTemporaryFile("policy.json", policy) { file in
            let run = await CommandRun.of(["policy", "check", file.path])
            #expect(run.status == .success)
            #expect(!run.text.contains("deletes"))
            #expect(run.text.contains("\nWarnings:\n  rules[0].selection.tagPrefixList: names signatures"))
        }
    }

    @Test("names a file that other tools would take, and what to write instead")
    func mistakenPlace() async {
        let run = await CommandRun.of(["policy", "check", "file://policy.json"])
        #expect(run.status == .refused)
        #expect(run.text.isEmpty)
        #expect(run.errors.contains("Write policy.json"))
    }

    @Test("no text of a policy or of an argument steers the terminal")
    func controls() async throws {
        let name = "a\u{9b}31m\u{202e}b\u{200b}"
        let valid = #"{"policies":[{"name":"\#(name)","repositories":["*"],"rules":[]}]}"#
        try await withTemporaryFile("policy.json", valid) { file in
            let run = await CommandRun.of(["policy", "check", file.path])
            #expect(run.text.contains(#"\u{9b}31m\u{202e}b\u{200b}"#))
            #expect(!run.text.unicodeScalars.contains { "\u{9b}\u{202e}\u{200b}".unicodeScalars.contains($0) })
        }
        for arguments in [
            ["policy", "check", name], ["invoke", "--event", name], [name], ["invoke", "--event", "-", "--\(name)"],
        ] {
            let run = await CommandRun.of(arguments)
            #expect(run.errors.contains(#"\u{202e}"#))
            #expect(!run.errors.unicodeScalars.contains { "\u{9b}\u{202e}\u{200b}".unicodeScalars.contains($0) })
        }
    }

    @Test("prints each fault on a line of its own, without region, credentials or any other setting")
    func faults() async throws {
        let faults = (0..<30).map { _ in #"{"rulePriority":0,"selection":{},"action":{}}"# }.joined(separator: ",")
        let environment = ["AWS_REGION": "", "CLEANUP_POLICY": "", "LOG_LEVEL": "loud"]
        try await withTemporaryFile("policy.json", #"{"rules":[\#(faults)]}"#) { file in
            let run = await CommandRun.of(["policy", "check", file.path], environment: environment)
            #expect(run.status == .refused)
            #expect(run.errors.hasSuffix("is not a valid policy: 150 faults\n"))
            let lines = run.text.split(separator: "\n")
            #expect(lines.count == 150)
            #expect(lines.contains { $0.hasPrefix("rules[29].selection.countNumber: is missing") })
        }
    }

    @Test("takes a file that can't be read, or no file, for wrong usage", arguments: [["/nonexistent"], ["/"], []])
    func unreadable(arguments: [String]) async {
        let run = await CommandRun.of(["policy", "check"] + arguments)
        #expect(run.status == .refused)
        #expect(run.text.isEmpty)
        #expect(!run.errors.isEmpty)
    }
}
