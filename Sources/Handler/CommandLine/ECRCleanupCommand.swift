import ArgumentParser
import Formats

/// The command line.
struct ECRCleanupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ecr-cleanup",
        abstract: "Deletes the images of an Amazon ECR registry that nobody needs any more.",
        discussion: """
            Nothing is deleted unless DRY_RUN is exactly "false", --delete is given, or a plan is applied.

            Exit status: 0 the run succeeded; 1 it ended partial, incomplete or failed; 2 the usage, event, policy, \
            configuration or credentials are wrong, and nothing was changed.
            """,
        version: Program.version,
        subcommands: [PlanCommand.self, ApplyCommand.self, InvokeCommand.self, PolicyCommand.self, UsageCommand.self])

    /// The commands to begin with, for a person who gives no argument.
    static let beginning = """
        ecr-cleanup deletes the images of an Amazon ECR registry that nobody needs any more.

        Begin with one of these, which delete nothing:

          ecr-cleanup plan                 what a cleanup would delete, and why
          ecr-cleanup usage                which images are in use, and are kept
          ecr-cleanup policy check FILE    what a policy does, and what is wrong in it

        All commands:   ecr-cleanup --help
        """

    /// The message for a first argument that names no command; `nil` if it names one, or is an option.
    static func unknownCommand(in arguments: [String]) -> String? {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) else { return nil }
        return
            "ecr-cleanup: there is no command \(first.excerpt()). The commands are \(names.joined(separator: ", ")). "
            + "See ecr-cleanup --help"
    }
}

/// A command whose dependencies are passed in.
protocol ProgramCommand: AsyncParsableCommand {
    /// Carries out the command.
    func execute(in program: Program) async throws -> CommandStatus
}

/// The exit statuses of the process.
enum CommandStatus: Int32, Sendable {
    case success = 0
    /// The run ended partial, incomplete or failed.
    case failure = 1
    /// Invalid usage, event, policy, configuration or credentials: nothing was changed.
    case refused = 2
}
