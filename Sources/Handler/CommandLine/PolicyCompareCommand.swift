import AWSClient
import ArgumentParser
import Cleanup
import Essentials
import Formats
import Logging

/// The command `ecr-cleanup policy compare`, which asks ECR for a second opinion.
struct PolicyCompareCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares a policy's decisions with those of ECR's own lifecycle preview. Nothing is changed.",
        discussion: """
            ECR evaluates the rules that it can express, in each repository, and nothing of them takes effect. Vetoes \
            and this program's own keys are left out on both sides, and named. docs/COMPARE.md explains the result.

            Examples:
              ecr-cleanup policy compare policy.json
              ecr-cleanup policy compare policy.json --repository 'team-a/*' --output json
              ecr-cleanup policy compare --own

            Exit status: 0 both decide alike, except for deliberate differences; 1 they don't, or a repository could \
            not be compared; 2 the usage, the policy or a setting is wrong.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            "The policy, as JSON, in place of CLEANUP_POLICY; - for standard input.", valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("repository"),
        help: ArgumentHelp("Only repositories of this name or pattern; may be repeated.", valueName: "pattern"))
    var repositories: [String] = []

    @Flag(help: "Compare the lifecycle policy that each repository has in ECR, and say when ECR last evaluated it.")
    var own = false

    func validate() throws {
        guard !own || file == nil else {
            throw ValidationError("--own compares the repositories' own lifecycle policies: leave out the file")
        }
    }

    func execute(in program: Program) async throws -> CommandStatus {
        var program = common.account.applied(to: program)
        // No policy is used, so that a wrong one is no obstacle.
        if own { program.environment["CLEANUP_POLICY"] = nil }
        let logger = try program.logger(atLeast: .warning)
        let runner = try program.makeRunner(policyFile: file, needsCredentials: true)
        try await runner.checkCredentials()
        let comparison: PolicyComparison
        do {
            comparison = try await Interruption.cancelling { [program] in
                try await program.showingProgress {
                    try await runner.comparison(
                        of: own ? .own : .configured, in: repositories, progress: $0, logger: logger)
                }
            }
        } catch let error as AWSError {
            program.printError("ecr-cleanup: the policy can't be read: \(error)")
            return .failure
        } catch is CancellationError {
            program.printError("ecr-cleanup: the run was cancelled before anything was compared")
            return .failure
        }
        let isPrinted = program.attempt("print the comparison") { try print(comparison, in: program) }
        for problem in comparison.problems { program.printError("ecr-cleanup: \(problem)".excerpt(2000)) }
        return isPrinted && comparison.agrees ? .success : .failure
    }

    private func print(_ comparison: PolicyComparison, in program: Program) throws {
        switch common.output {
        case .json: try program.printOut(comparison.indentedJSON() + [UInt8(ascii: "\n")])
        case .text:
            let text = ComparisonText(comparison, style: common.style(on: program.terminal, showsAll: true))
            try common.print(text.lines, in: program)
        }
    }
}
