import ArgumentParser
import Cleanup
import Formats
import Retention

/// The command `ecr-cleanup policy`, whose subcommands change nothing.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Works with policies, and changes nothing.",
        subcommands: [PolicyCheckCommand.self, PolicyCompareCommand.self, PolicyImportCommand.self])
}

/// The command `ecr-cleanup policy check`.
///
/// It lists a policy's faults, or describes the policy.
struct PolicyCheckCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validates a policy: prints its faults, or what it does and what ECR itself would not accept.",
        discussion: """
            With --tags or --untagged, and --age, it says instead what the policy would do to one such image.

            Examples:
              ecr-cleanup policy check policy.json
              ecr-cleanup policy check policy.json --tags v1,latest --age 40
              ecr-cleanup policy check policy.json --untagged --age 20 --repository app
            """)

    @Argument(help: ArgumentHelp("The policy, as JSON; - for standard input.", valueName: "file"))
    var file: String

    @OptionGroup(title: "One image") var sample: SampleImageOptions

    func execute(in program: Program) async throws -> CommandStatus {
        let image = try sample.image()
        let text = try InputText(policyFrom: file, for: "policy check").content
        let document: PolicyDocument
        do {
            document = try PolicyDocument(parsing: text)
        } catch {
            let count = error.faults.count == 1 ? "1 fault" : "\(error.faults.count) faults"
            program.printError("ecr-cleanup: \(file) is not a valid policy: \(count)")
            // The faults are this command's result, and so go to standard output.
            _ = program.attempt("print the faults") { try program.printOut(lines: error.faults.map(\.description)) }
            return .refused
        }
        let heading = ["\(file) is a valid policy."]
        let warnings = Self.list(document.warnings, under: "Warnings:")
        let suggestions = Self.list(document.suggestions, under: "Suggestions:")
        let lines =
            image.map { heading + $0.answer(of: document.policy) + warnings }
            ?? heading + document.policy.outline + warnings + suggestions + Self.notes(document.notes)
        return program.attempt("print the result") { try program.printOut(lines: lines) } ? .success : .failure
    }

    private static func list(_ findings: [PolicyFinding], under heading: String) -> [String] {
        findings.isEmpty ? [] : ["", heading] + findings.map { "  \($0)" }
    }

    private static func notes(_ notes: [PolicyFinding]) -> [String] {
        guard !notes.isEmpty else { return ["", "ECR itself would accept it, too."] }
        return ["", "ECR itself would not accept it as a lifecycle policy:"] + notes.map { "  \($0)" }
    }
}

extension Policy {
    /// The policy's effects, line by line.
    fileprivate var outline: [String] {
        var lines: [String] = []
        for section in sections {
            lines += [
                "", "\(section.name.excerpt()): \(section.scope.excerpt(500))",
            ]
            lines += section.outline.map { "  \($0)" }
        }
        let general = protection.phrases.map { "keeps \($0)" } + limits.phrases
        if !general.isEmpty { lines += ["", "in all of them:"] + general.map { "  \($0)" } }
        return lines
    }
}
