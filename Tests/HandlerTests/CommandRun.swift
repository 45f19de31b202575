import AWSClient
import Foundation
import LambdaRuntime
import Synchronization

@testable import Handler

/// A command's exit status and output.
struct CommandRun {
    let status: CommandStatus
    let text: String
    let errors: String

    /// Runs a command in an environment with a region and the given variables.
    ///
    /// - Parameter outputFailure: the error of each write to standard output, if it fails.
    static func of(
        _ arguments: [String], environment: [String: String] = [:], outputFailure: (any Error)? = nil
    ) async -> CommandRun {
        let output = Output()
        let program = Program(
            environment: ["AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"].merging(environment) { $1 },
            system: SystemContext(
                now: { Date(timeIntervalSince1970: 1_790_000_000) }, sleep: { _ in }, random: { 0.5 }),
            printOut: { data in
                if let outputFailure { throw outputFailure }
                output.standardOutput.withLock { $0 += data }
            },
            standardError: LogSink { bytes in output.standardError.withLock { $0 += bytes } })
        let status = await program.runCommand(arguments)
        return CommandRun(
            status: status, text: String(decoding: output.standardOutput.withLock { $0 }, as: UTF8.self),
            errors: String(decoding: output.standardError.withLock { $0 }, as: UTF8.self))
    }

    private final class Output: Sendable {
        let standardOutput = Mutex(Data())
        let standardError = Mutex<[UInt8]>([])
    }
}

/// Writes a file in a temporary folder, which is removed after the body.
func withTemporaryFile(_ name: String, _ text: String, _ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try await body(file)
}
