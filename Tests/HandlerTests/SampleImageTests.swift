import Foundation
import Testing

@testable import Handler

@Suite("ecr-cleanup policy check, asked about one image")
struct SampleImageTests {
    /// A policy of two sections, of which the first has rules of all kinds.
    private static let policy = """
        {"policies": [
          {"name": "apps", "repositories": ["team-*/*"], "protect": {"tagPatternList": ["v*"]}, "rules": [
            {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed",
              "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}},
            {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["pr-*"],
              "countType": "imageCountMoreThan", "countNumber": 3}, "action": {"type": "expire"}},
            {"rulePriority": 3, "selection": {"tagStatus": "tagged", "tagPatternList": ["old*"],
              "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90},
              "action": {"type": "transition", "targetStorageClass": "archive"}},
            {"rulePriority": 4, "selection": {"tagStatus": "any", "countType": "sinceImagePushed",
              "countUnit": "days", "countNumber": 30, "keepNewest": 1}, "action": {"type": "expire"}}]},
          {"name": "rest", "repositories": ["rest/*"], "rules": [
            {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePushed",
              "countUnit": "days", "countNumber": 30}, "action": {"type": "expire"}}], "protect": {"newest": 2}},
          {"name": "none", "repositories": ["none"]}]}
        """

    private func check(_ arguments: String, policy: String = policy) async throws -> CommandRun {
        var result: CommandRun?
        try await withTemporaryFile("policy.json", policy) { file in
            let words = arguments.split(separator: " ").map(String.init)
            result = await CommandRun.of(["policy", "check", file.path] + words)
        }
        return try #require(result)
    }

    @Test(
        "the rule, the verdict and the reason are said in a sentence",
        arguments: [
            ("--untagged --age 14.5", "It is deleted by rule 1: older than 14 days (14.5)."),
            ("--untagged --age 14", "It stays by rule 1: not older than 14 days (14.0)."),
            ("--untagged --age 0", "It stays: it was pushed just now and has no tag"),
            ("--tags pr-7 --age 400", "It stays by rule 2: among the newest 3 that the rule matches (0 are newer)."),
            ("--tags old,x --age 400", "It is archived by rule 3: never pulled, and pushed over 90 days ago (400.0)."),
            ("--tags old --age 400 --pulled 91.5", "It is archived by rule 3: last pulled over 90 days ago (91.5)."),
            ("--tags old --age 400 --pulled 2", "It stays by rule 3: pulled within 90 days (2.0)."),
            ("--tags x --age 40", "It stays by rule 4: the rule would take it, but keeps the newest 1 (0 are newer)."),
            (
                "--tags x --age 40 --repository rest/a",
                "It would go by rule 1, but stays: it is among the newest 2 of the repository."
            ),
            ("--tags x --age 40 --repository none", "It stays: no rule matches."),
            ("--tags x --age 40 --repository other", "It stays: no policy applies to its repository."),
        ])
    func verdicts(arguments: String, sentence: String) async throws {
        let run = try await check(arguments)
        #expect(run.status == .success)
        #expect(run.text.contains("\n  \(sentence)"), "\(run.text)")
    }

    @Test("the answer says what it is about and what it assumes")
    func whole() async throws {
        let run = try await check("--tags pr-1,b,pr-1 --age 1 --pulled 0.25 --repository team-a/app")
        let answer = run.text.split(separator: "\n", maxSplits: 1).last
        #expect(
            answer == """

                An image with the tags b and pr-1 in team-a/app, pushed 1 day ago and last pulled 0.25 days ago:
                  The policy "apps" applies.
                  It stays by rule 2: among the newest 3 that the rule matches (0 are newer).

                Assumed that it is the repository's only image, and that nothing uses it.
                Rules that count depend on the other images: with enough newer ones, the image may go.

                """)
    }

    @Test("without a repository the first policy answers, and a veto stands before rules")
    func firstPolicy() async throws {
        let rule =
            #"{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","#
            + #""countNumber":9},"action":{"type":"expire"}}"#
        let policy =
            #"{"policies":[{"name":"a","repositories":["a"],"rules":[\#(rule)],"protect":{"tagPatternList":["v*"]}},"#
            + #"{"name":"b","repositories":["*"]}],"protect":{"inUse":[]}}"#
        let run = try await check("--tags v1,x --age 10", policy: policy)
        #expect(run.text.contains(#"It would go by rule 1, but stays: it has the tag v1, which "v*" protects."#))
        #expect(run.text.contains(#"Assumed that the policy "a" applies, the first of 2. --repository NAME"#))
        #expect(run.text.contains("Assumed that it is the repository's only image.\n"))
        #expect(!run.text.contains("Rules that count"))
        #expect(run.text.contains("\nWarnings:\n"))
    }

    @Test("ECR's form is one policy, of every repository")
    func ecrForm() async throws {
        let rules = #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","#
        let run = try await check(
            "--tags a --age 1", policy: rules + #""countNumber":1},"action":{"type":"expire"}}]}"#)
        #expect(run.text.contains("\n  The policy \"default\" applies.\n"))
    }

    @Test(
        "what describes no image is refused, with what to write",
        arguments: [
            ("--tags a", "Add --age DAYS"), ("--age 1", "Add --tags TAG,TAG or --untagged"),
            ("--repository a", "Add --tags"), ("--tags a --untagged --age 1", "--untagged does not go with --tags"),
            ("--tags a --age=-1", "--age: expected a number of days from 0 to 36500"),
            ("--tags a --age nan", "found \"nan\""), ("--tags a --age inf", "found \"inf\""),
            ("--tags a --age 40d", "found \"40d\""), ("--tags a --age 1e9", "from 0 to 36500"),
            ("--tags a --age 1 --pulled x", "--pulled: expected a number"),
            ("--tags a --age 1 --pulled 2", "--pulled: 2.0 days ago the image was not pushed yet (--age 1)"),
            ("--tags a,,b --age 1", "--tags: \"\" is no tag"), ("--tags , --age 1", "\"\" is no tag"),
            ("--tags pr-* --age 1", "\"pr-*\" is no tag"), ("--tags=-a --age 1", "\"-a\" is no tag"),
            ("--tags a --age 1 --repository Team", "--repository: \"Team\" is no repository's name"),
            ("--tags a --age 1 --repository a/*", "is no repository's name"),
            ("--tags a --age 1 --repository 1.dkr.ecr.x.amazonaws.com/a:1", "without the registry's host"),
        ])
    func refused(arguments: String, part: String) async throws {
        let run = try await check(arguments)
        #expect(run.status == .refused)
        #expect(run.text.isEmpty)
        #expect(run.errors.contains(part), "\(run.errors)")
    }

    @Test("a policy with faults is refused, also for one image")
    func faults() async throws {
        let run = try await check("--tags a --age 1", policy: "{}")
        #expect(run.status == .refused)
        #expect(run.text.contains("neither rules"))
    }
}
