import ArgumentParser

/// The command line.
struct ECRCleanupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ecr-cleanup",
        abstract: "Deletes the images of an Amazon ECR registry that nobody needs any more.",
        discussion: """
            Nothing is deleted unless DRY_RUN is exactly "false", or --delete is given.

            Exit status: 0 the run succeeded; 1 it ended partial, incomplete or failed; 2 the usage, the event, the \
            policy, the configuration or the credentials are wrong, and nothing was changed.
            """,
        version: Program.version,
        subcommands: [PlanCommand.self, ApplyCommand.self, InvokeCommand.self, PolicyCommand.self, UsageCommand.self])
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
