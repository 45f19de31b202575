import AWSClient
import ArgumentParser
import Cleanup
import Essentials
import Formats
import Logging

/// The command `ecr-cleanup usage`, which lists the images in use.
struct UsageCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Prints the images in use by source, as JSON: what protect.inUse would keep.",
        discussion: "Exit status: 0 all sources could be read; 1 some could not; 2 the policy or a setting is wrong.")

    @Option(
        help: ArgumentHelp(
            "The policy that names the sources, in place of CLEANUP_POLICY.", valueName: "file"))
    var policy: String?

    func execute(in program: Program) async throws -> CommandStatus {
        let logger = try program.logger()
        let runner = try program.makeRunner(policyFile: policy, needsCredentials: true)
        let overview: UsageOverview
        do {
            overview = try await Interruption.cancelling { try await runner.usage(logger: logger) }
        } catch let error as AWSError {
            program.printError("ecr-cleanup: the policy can't be read: \(error)")
            return .failure
        }
        try program.printOut(overview.indentedJSON() + [UInt8(ascii: "\n")])
        for source in overview.sources {
            guard let failure = source.failure else { continue }
            program.printError("ecr-cleanup: \(source.target): \(failure)".excerpt(2000))
        }
        return overview.isComplete ? .success : .failure
    }
}
