import Foundation
import Testing

@testable import Handler

@Suite("ecr-cleanup invoke")
struct InvokeCommandTests {
    @Test("an event that is refused leaves an earlier report as it is")
    func reportOfRefusedEvent() async throws {
        try await withTemporaryFile("event.json", #"{"dryrun":true}"#) { event in
            try await withTemporaryFile("report.json", "the last report") { report in
                let run = await CommandRun.of(["invoke", "--event", event.path, "--report", report.path])
                #expect(run.status == .refused)
                #expect(run.errors.contains("\"dryrun\""))
                #expect(run.text.isEmpty)
                let left = try String(contentsOf: report, encoding: .utf8)
                #expect(left == "the last report")
            }
        }
    }

    @Test(
        "a report never overwrites a file that the run reads, under whatever name",
        arguments: ["--event", "--policy", "CLEANUP_POLICY", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"],
        ["policy.json", "symbolic", "hard", "./policy.json"])
    func reportOverInput(input: String, name: String) async throws {
        try await withTemporaryFile("policy.json", "{}") { file in
            let folder = file.deletingLastPathComponent()
            let report = folder.path + "/" + name
            if name == "symbolic" {
                try FileManager.default.createSymbolicLink(atPath: report, withDestinationPath: file.path)
            }
            if name == "hard" { try FileManager.default.linkItem(atPath: file.path, toPath: report) }
            let isOption = input.hasPrefix("--")
            let event = input == "--event" ? file.path : "/dev/null"
            let run = await CommandRun.of(
                ["invoke", "--event", event, "--report", report] + (input == "--policy" ? [input, file.path] : []),
                environment: isOption ? [:] : [input: file.path])
            #expect(run.status == .refused)
            #expect(run.errors.hasPrefix("ecr-cleanup: --report: "))
            #expect(run.errors.contains(input))
            #expect(try String(contentsOf: file, encoding: .utf8) == "{}")
        }
    }

    @Test(
        "wrong usage and wrong settings end with status 2, a message and no summary",
        arguments: [
            ([], [:], "invoke"), (["invoke"], [:], "--event"), (["invoke", "--event", "/nonexistent"], [:], "--event"),
            (["invoke", "--event", "/dev/null"], [:], "not JSON"), (["remove"], [:], "remove"),
            (["invoke", "--event", "/dev/null", "--detail", "some"], [:], "none, selected or all"),
            (["invoke", "--event", "/dev/null", "--dry-run"], [:], "--dry-run"),
            (["invoke", "--event", "/dev/null"], ["CLEANUP_POLICY": ""], "CLEANUP_POLICY"),
            (["invoke", "--event", "/dev/null", "--policy", "/nonexistent"], [:], "--policy"),
            (["invoke", "--event", "/dev/null", "--policy", "/dev/null"], [:], "not JSON"),
            (["invoke", "--event", "-", "--policy", "-"], [:], "--policy"), (["policy"], [:], "check"),
            (["policy", "check"], [:], "file"), (["policy", "check", "/nonexistent"], [:], "/nonexistent"),
            (["invoke", "--event", "/dev/null"], ["AWS_MAX_ATTEMPTS": "x"], "AWS_MAX_ATTEMPTS"),
            (["invoke", "--event", "/dev/null"], ["AWS_REGION": ""], "AWS_REGION"),
            (["invoke", "--event", "/dev/null"], ["LOG_LEVEL": "loud"], "LOG_LEVEL"),
        ] as [([String], [String: String], String)])
    func refused(arguments: [String], environment: [String: String], text: String) async {
        let run = await CommandRun.of(arguments, environment: environment)
        #expect(run.status == .refused)
        #expect(run.errors.contains(text))
        #expect(run.text.isEmpty)
    }

    @Test(
        "credentials that can't be had end with status 2 and a command to paste, and call nothing",
        arguments: [
            (["AWS_CONFIG_FILE": "/dev/null"], "aws sso login"),
            (["AWS_ACCESS_KEY_ID": "AKID"], "AWS_SECRET_ACCESS_KEY"), (["AWS_PROFILE": "nobody"], "nobody"),
            (["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], "AWS_WEB_IDENTITY_TOKEN_FILE"),
        ], [["invoke", "--event", "EVENT"], ["usage"]])
    func credentials(given: ([String: String], String), arguments: [String]) async throws {
        try await withTemporaryFile("event.json", "{}") { event in
            let run = await CommandRun.of(
                arguments.map { $0 == "EVENT" ? event.path : $0 },
                environment: given.0.merging(["CLEANUP_POLICY": "ssm:/policy"]) { $1 })
            #expect(run.status == .refused)
            #expect(run.errors.hasPrefix("ecr-cleanup: "))
            #expect(run.errors.contains(given.1))
            #expect(run.text.isEmpty)
        }
    }

    @Test("an event that asks for nothing needs no credentials")
    func nothingToDo() async throws {
        try await withTemporaryFile("event.json", #"{"source":"aws.ecr","detail-type":"ECR Image Scan"}"#) { event in
            let run = await CommandRun.of(["invoke", "--event", event.path])
            #expect(run.status == .success)
            #expect(run.errors.isEmpty)
        }
    }

    @Test("what keeps a run from succeeding is said in plain text behind the summary")
    func failure() async throws {
        try await withTemporaryFile("event.json", "{}") { event in
            let environment = [
                "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_MAX_ATTEMPTS": "1",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "DRY_RUN": "False",
            ]
            let run = await CommandRun.of(["invoke", "--event", event.path], environment: environment)
            #expect(run.status == .failure)
            #expect(run.text.contains("\"status\": \"failed\""))
            #expect(run.text.contains("\"DRY_RUN is \\\"False\\\""))
            #expect(run.errors.contains("ecr-cleanup: warning: DRY_RUN is \"False\""))
            #expect(run.errors.contains("ecr-cleanup: the dry run ended failed: the repositories can't be listed: "))
        }
    }

    @Test(
        "help and version that can't be printed are a failure, and no wrong usage", arguments: ["--help", "--version"])
    func unprintableHelp(option: String) async {
        let run = await CommandRun.of([option], outputFailure: CocoaError(.fileWriteOutOfSpace))
        #expect(run.status == .failure)
        #expect(run.errors.hasPrefix("ecr-cleanup: could not print the text: "))
    }

    @Test("help goes to standard output")
    func help() async {
        let run = await CommandRun.of(["invoke", "--help"])
        #expect(run.status == .success)
        #expect(run.text.contains("--delete"))
    }
}
