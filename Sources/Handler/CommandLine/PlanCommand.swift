import ArgumentParser
import Cleanup
import Essentials
import Formats
import ImageModel
import Logging

/// The command `ecr-cleanup plan`, which shows a cleanup without deleting.
struct PlanCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what a cleanup would delete, and why. Nothing is deleted.",
        discussion: """
            Examples:
              ecr-cleanup plan
              ecr-cleanup plan --policy policy.json --repository 'team-a/*'
              ecr-cleanup plan --audit
              ecr-cleanup plan --explain team-a/app:v1.2.0
              ecr-cleanup plan --save plan.json && ecr-cleanup apply plan.json
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "The policy, as JSON, in place of CLEANUP_POLICY; - for standard input.", valueName: "file"))
    var policy: String?

    @Option(
        name: .customLong("repository"),
        help: ArgumentHelp("Only repositories of this name or pattern; may be repeated.", valueName: "pattern"))
    var repositories: [String] = []

    @Option(help: ArgumentHelp("Also write the plan to a file, for `ecr-cleanup apply`.", valueName: "file"))
    var save: String?

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a report with every image: .html, .md, .csv or .json; may be repeated.", valueName: "file"))
    var reports: [String] = []

    @Flag(help: "Also count each layer once, by reading the manifests of all images.")
    var exactBytes = false

    @Flag(help: "Show all repositories, also on a terminal.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Say of each image of a repository, or of one image, why it stays or goes.",
            valueName: "repository[:tag|@digest]"))
    var explain: String?

    @Flag(
        help: "Also look for what is wrong with the registry, with more calls; nothing else is decided differently.")
    var audit = false

    func execute(in program: Program) async throws -> CommandStatus {
        let program = common.account.applied(to: program)
        let logger = try program.logger(atLeast: .warning)
        if policy == "-", save != nil {
            throw ConfigurationError("--save needs a policy that can be read again: put it into a file")
        }
        let explained = try explain.map(ExplainedImage.init)
        guard explained == nil || repositories.isEmpty else {
            throw ConfigurationError("--explain names its repository itself: leave out --repository")
        }
        guard explained == nil || !audit else {
            throw ConfigurationError("--audit is about whole repositories: leave out --explain")
        }
        let files = try ReportFiles(reports, savedPlan: save, inputs: program.inputs(policyFile: policy))
        let runner = try program.makeRunner(policyFile: policy, needsCredentials: true)
        var options = RunOptions()
        options.onlyPlans = true
        options.audits = audit
        options.countsExactBytes = exactBytes
        options.keepsEveryImage = !reports.isEmpty || explained != nil
        options.repositories = explained.map { [$0.repository.description] } ?? repositories
        let prepared = try await runner.prepare(Data("{}".utf8), options: options, logger: logger)
        let outputs = try files.opened(for: prepared)
        let result = try await program.run(prepared, by: runner)
        let isPrinted = program.attempt("print the plan") {
            try common.print(
                result,
                as: text(
                    of: result.summary, explained, on: program.terminal,
                    canApply: !runner.configuration.requiresApproval),
                in: program)
        }
        let isWritten = outputs.write(result.summary, program)
        return program.end(of: result, isShown: isPrinted && isWritten, printsWarnings: false)
    }

    private func text(
        of summary: Summary, _ explained: ExplainedImage?, on terminal: Terminal, canApply: Bool
    ) -> [TextLine] {
        let style = common.style(on: terminal, showsAll: all)
        if let explained { return ExplanationText(summary, of: explained.selector, style: style).lines }
        let next = nextStep(after: summary, canApply: canApply)
        return PlanText(summary, style: style).lines + (next.isEmpty ? [] : [""]) + next.map { TextLine($0) }
    }

    /// The next command for the user.
    ///
    /// - Parameter canApply: whether `apply` may carry the plan out.
    private func nextStep(after summary: Summary, canApply: Bool) -> [String] {
        guard summary.totals.selected > summary.totals.skipped else {
            return summary.status == .succeeded ? ["Nothing would be deleted."] : []
        }
        let why = "Why an image goes:     ecr-cleanup plan --explain REPOSITORY"
        if let save {
            guard canApply else { return [why] }
            let command = ["ecr-cleanup", "apply", save.shellWord] + common.account.shellWords
            return [why, "Delete exactly this:   \(command.joined(separator: " "))"]
        }
        var command = ["ecr-cleanup", "plan"] + common.account.shellWords
        if let policy { command += ["--policy", policy == "-" ? "FILE" : policy.shellWord] }
        for pattern in repositories { command += ["--repository", pattern.shellWord] }
        return [why, "Save this plan:        \(command.joined(separator: " ")) --save plan.json"]
    }
}
