import AWSClient
import ArgumentParser
import Cleanup
import Essentials
import Formats
import ImageModel
import Logging

/// The command `ecr-cleanup apply`, which carries out a saved plan.
///
/// It deletes only images that the plan names and the policy still selects.
struct ApplyCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Deletes what a saved plan names and the policy still selects; nothing else.",
        discussion: """
            The policy is read again, and everything is decided again. An image goes only if the plan names it, it is \
            unchanged, and all that belongs to it goes as planned.

            Examples:
              ecr-cleanup plan --save plan.json && ecr-cleanup apply plan.json
              ecr-cleanup apply plan.json --yes --report report.md

            Exit status: 0 succeeded; 1 the answer was no, or the run ended partial, incomplete or failed; 2 the plan, \
            usage, policy or configuration is refused, and nothing was changed.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The file that `plan --save` wrote.", valueName: "plan"))
    var plan: String

    @Flag(help: "Do not ask. Without a terminal nothing is deleted without it.")
    var yes = false

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a report with every image: .html, .md, .csv or .json; may be repeated.", valueName: "file"))
    var reports: [String] = []

    @Option(help: ArgumentHelp("The age from which a plan is refused.", valueName: "days"))
    var maxAge = 7

    func execute(in program: Program) async throws -> CommandStatus {
        let program = common.account.applied(to: program)
        // The lines about deletions are the record of what went, even if nothing else can be written.
        let logger = try program.logger(atLeast: .info)
        let file = PlanFile(program: program, path: plan, maximumAgeInDays: maxAge)
        let saved = try file.plan()
        // A plan without images changes nothing. It is still checked, and the result printed, for scripts.
        let isConfirmed = yes || saved.imageCount == 0
        guard isConfirmed || program.terminal.canAsk else {
            throw ConfigurationError("apply needs --yes where there is no terminal to ask on")
        }
        let policyFile = try file.policyFile(of: saved)
        let inputs = program.inputs(policyFile: policyFile) + [InputFile(option: "the plan", path: plan)]
        let files = try ReportFiles(reports, inputs: inputs)
        let runner = try program.makeRunner(policyFile: policyFile, needsCredentials: true)
        try runner.configuration.refuseUnapprovedDeletion()
        var options = RunOptions()
        options.plan = saved
        options.deletes = true
        options.keepsEveryImage = !reports.isEmpty
        let prepared = try await runner.prepare(Data("{}".utf8), options: options, logger: logger)
        try file.check.policy(prepared.policyIdentity, reason: prepared.reason, against: saved)
        // Nothing has begun that must be ended gracefully: a signal ends the program at once.
        let reached = await program.showingProgress { [listing = prepared.listing(of: saved)] in
            await runner.run(listing.reporting(to: $0))
        }
        try file.check.registries(of: reached.summary, against: saved)
        if let delay = delay(of: prepared, by: saved, program) { program.printError(Self.notice(of: delay)) }
        guard isConfirmed || confirms(saved, program) else { return .failure }
        let outputs = try files.opened(for: prepared)
        guard let result = await result(of: prepared, by: runner, for: saved, program) else { return .failure }
        let isPrinted = program.attempt("print the result") {
            let style = common.style(on: program.terminal, showsAll: false)
            try common.print(result, as: ApplyText(result.summary, style: style).lines, in: program)
        }
        let isWritten = outputs.write(result.summary, program)
        return program.end(of: result, isShown: isPrinted && isWritten, printsWarnings: false)
    }

    /// The seconds until usage can be read well after the plan's pulls; `nil` if there is nothing to wait for.
    ///
    /// The plan's reading of manifests can then not be taken for a workload's pull.
    private func delay(of run: CleanupRunner.Prepared, by saved: SavedPlan, _ program: Program) -> TimeInterval? {
        guard run.asksUsage, saved.imageCount > 0, let time = saved.isReadyFrom else { return nil }
        let seconds = time.timeIntervalSince(program.system.now())
        return seconds > 0 ? seconds : nil
    }

    private static func notice(of delay: TimeInterval) -> String {
        "ecr-cleanup: the deletion begins in \(Int(delay.rounded(.up))) s. The plan read manifests, which ECR takes for "
            + "pulls, and usage has to be read five minutes after any pull"
    }

    /// Waits until the run may begin, and carries it out.
    ///
    /// The result is `nil` if a signal ended the wait.
    private func result(
        of prepared: CleanupRunner.Prepared, by runner: CleanupRunner, for saved: SavedPlan, _ program: Program
    ) async -> CleanupRunner.Result? {
        do {
            return try await program.run(prepared, by: runner) {
                guard let delay = delay(of: prepared, by: saved, program) else { return }
                try await program.showing { elapsed, _ in
                    "waiting for \(max(0, Int((delay - elapsed).rounded(.up)))) s"
                } during: {
                    try await program.system.sleep(.seconds(delay))
                }
            }
        } catch {
            program.printError("ecr-cleanup: cancelled while waiting; nothing was deleted")
            return nil
        }
    }

    /// Asks the user for confirmation.
    private func confirms(_ saved: SavedPlan, _ program: Program) -> Bool {
        program.printError(ApplyText.question(about: saved))
        let answer = program.readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer.filter { !$0.isWhitespace }) else {
            program.printError("ecr-cleanup: nothing was deleted, since the answer was not yes")
            return false
        }
        return true
    }
}
