import ArgumentParser
import Cleanup
import Essentials
import Formats
import Logging

/// The command `ecr-cleanup policy import`, which adopts the lifecycle policies that are there.
struct PolicyImportCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Writes one policy from the lifecycle policies that repositories have in ECR. Nothing is changed.",
        discussion: """
            Repositories with the same rules share a policy, which lists their names. The images of each repository \
            are listed, and both policies must decide alike about all of them before anything is written. ECR goes on \
            carrying out its own policies until you delete them. docs/COMPARE.md has the whole way.

            Examples:
              ecr-cleanup policy import > policy.json
              ecr-cleanup policy import --repository 'team-a/*'

            Exit status: 0 every lifecycle policy was imported; 1 one of them could not be, and is named, or there \
            was none; 2 the usage or a setting is wrong.
            """)

    @OptionGroup var account: AccountOptions

    @Option(
        name: .customLong("repository"),
        help: ArgumentHelp("Only repositories of this name or pattern; may be repeated.", valueName: "pattern"))
    var repositories: [String] = []

    func execute(in program: Program) async throws -> CommandStatus {
        var program = account.applied(to: program)
        // No configured policy is used, so that a wrong one is no obstacle.
        program.environment["CLEANUP_POLICY"] = nil
        let logger = try program.logger(atLeast: .warning)
        let runner = try program.makeRunner(policyFile: nil, needsCredentials: true)
        try await runner.checkCredentials()
        let result: PolicyImport
        do {
            result = try await Interruption.cancelling { [program] in
                try await program.showingProgress {
                    try await runner.policyImport(of: repositories, progress: $0, logger: logger)
                }
            }
        } catch is CancellationError {
            program.printError("ecr-cleanup: the import was cancelled, and nothing was written")
            return .failure
        }
        for problem in result.problems { program.printError("ecr-cleanup: \(problem)".excerpt(2000)) }
        guard let document = result.document else {
            program.printError("ecr-cleanup: nothing was written: no repository's lifecycle policy was imported")
            return .failure
        }
        let isPrinted = program.attempt("print the policy") {
            try program.printOut(document + [UInt8(ascii: "\n")])
        }
        program.printError("ecr-cleanup: \(result.sentence)")
        return isPrinted && result.problems.isEmpty ? .success : .failure
    }
}

extension PolicyImport {
    /// The result in a sentence, for the person who redirects the document.
    fileprivate var sentence: String {
        let repositories = imported == 1 ? "1 repository" : "\(imported) repositories"
        let written = policies == 1 ? "1 policy" : "\(policies) policies"
        let images = compared == 1 ? "1 image" : "\(compared) images"
        let left =
            switch withoutPolicy {
            case 0: ""
            case 1: " 1 repository has no lifecycle policy, and is left alone."
            default: " \(withoutPolicy) repositories have no lifecycle policy, and are left alone."
            }
        return "\(repositories) in \(written), which decide alike about \(images).\(left)"
    }
}
