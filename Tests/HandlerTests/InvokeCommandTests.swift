import AWSClient
import Foundation
import LambdaRuntime
import Synchronization
import Testing

@testable import Handler

@Suite("ecr-cleanup invoke")
struct InvokeCommandTests {
    /// What a command wrote.
    private final class Output: Sendable {
        let standardOutput = Mutex(Data())
        let standardError = Mutex<[UInt8]>([])

        var text: String { String(decoding: standardOutput.withLock { $0 }, as: UTF8.self) }
        var errors: String { String(decoding: standardError.withLock { $0 }, as: UTF8.self) }
    }

    private func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async -> (status: CommandStatus, output: Output) {
        let output = Output()
        let program = Program(
            environment: ["AWS_REGION": "eu-west-1"].merging(environment) { $1 },
            surroundings: Surroundings(
                now: { Date(timeIntervalSince1970: 1_790_000_000) }, sleep: { _ in }, random: { 0.5 }),
            printOut: { data in output.standardOutput.withLock { $0 += data } },
            standardError: LogSink { bytes in output.standardError.withLock { $0 += bytes } })
        return (await program.runCommand(arguments), output)
    }

    /// A file in a folder of its own.
    private func file(_ name: String, _ text: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }

    @Test("an event that is refused leaves an earlier report as it is")
    func reportOfRefusedEvent() async throws {
        let event = try file("event.json", #"{"dryrun":true}"#)
        let report = try file("report.json", "the last report")
        let (status, output) = await run(["invoke", "--event", event.path, "--report", report.path])
        #expect(status == .refused)
        #expect(output.errors.contains("\"dryrun\""))
        #expect(output.text.isEmpty)
        #expect(try String(contentsOf: report, encoding: .utf8) == "the last report")
    }

    @Test(
        "wrong usage and wrong settings end with status 2, a message and no summary",
        arguments: [
            ([], [:], "invoke"), (["invoke"], [:], "--event"), (["invoke", "--event", "/nonexistent"], [:], "--event"),
            (["invoke", "--event", "/dev/null"], [:], "not JSON"), (["remove"], [:], "remove"),
            (["invoke", "--event", "/dev/null", "--detail", "some"], [:], "none, selected or all"),
            (["invoke", "--event", "/dev/null", "--dry-run"], [:], "--dry-run"),
            (["invoke", "--event", "/dev/null"], ["CLEANUP_POLICY": ""], "CLEANUP_POLICY"),
            (["invoke", "--event", "/dev/null"], ["AWS_MAX_ATTEMPTS": "x"], "AWS_MAX_ATTEMPTS"),
            (["invoke", "--event", "/dev/null"], ["AWS_REGION": ""], "AWS_REGION"),
            (["invoke", "--event", "/dev/null"], ["LOG_LEVEL": "loud"], "LOG_LEVEL"),
        ] as [([String], [String: String], String)])
    func refused(arguments: [String], environment: [String: String], text: String) async {
        let (status, output) = await run(arguments, environment: environment)
        #expect(status == .refused)
        #expect(output.errors.contains(text))
        #expect(output.text.isEmpty)
    }

    @Test("help goes to standard output")
    func help() async {
        let (status, output) = await run(["invoke", "--help"])
        #expect(status == .success)
        #expect(output.text.contains("--delete"))
    }
}
