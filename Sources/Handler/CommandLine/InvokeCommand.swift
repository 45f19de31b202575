import ArgumentParser
import Cleanup
import Essentials
import Logging

/// The command `ecr-cleanup invoke`, which handles one event like Lambda.
struct InvokeCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Handles one event exactly as the function would, and prints the summary.",
        discussion: """
            Examples:
              ecr-cleanup invoke --event events/scheduled.json
              echo '{}' | ecr-cleanup invoke --event - --policy policy.json --detail all
              ecr-cleanup invoke --event events/scheduled.json --delete --report report.html
            """)

    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("The event, as JSON; - for standard input.", valueName: "file"))
    var event: String

    @Option(
        help: ArgumentHelp(
            "The policy, as JSON, in place of CLEANUP_POLICY; - for standard input.", valueName: "file"))
    var policy: String?

    @Flag(help: "Delete, without asking. Without it, and without DRY_RUN=false, the run is a dry one.")
    var delete = false

    @Option(
        help: ArgumentHelp("The images that the summary lists.", valueName: "none|selected|all"),
        transform: { text in
            guard let detail = Detail(rawValue: text) else { throw ValidationError("it must be none, selected or all") }
            return detail
        })
    var detail: Detail?

    @Flag(help: "Also count each layer once, by reading the manifests of all images.")
    var exactBytes = false

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a report with every image: .html, .md, .csv or .json; may be repeated.", valueName: "file"))
    var reports: [String] = []

    func execute(in program: Program) async throws -> CommandStatus {
        let program = account.applied(to: program)
        let logger = try program.logger()
        guard event != "-" || policy != "-" else {
            throw ConfigurationError("--event and --policy can't both be standard input: give one of them a file")
        }
        let files = try ReportFiles(reports, inputs: inputs(of: program))
        let runner = try program.makeRunner(policyFile: policy, needsCredentials: true)
        if delete { try runner.configuration.refuseUnapprovedDeletion() }
        let text = try InputText(readFrom: event, for: "--event").content
        let options = RunOptions(
            deletes: delete, countsExactBytes: exactBytes, detail: detail, keepsEveryImage: !reports.isEmpty)
        // Opening the file empties it, which a refused event must not do.
        let prepared = try await runner.prepare(text, options: options, logger: logger)
        // Opened before the registry is called, so that no report of a run is lost.
        let outputs = try files.opened(for: prepared)

        let result = await runner.notify(about: try await program.run(prepared, by: runner), logger: logger)
        let isPrinted = program.attempt("print the summary") {
            try result.summary.writeIndentedJSON(result.detail, to: program.printOut)
        }
        let isReported = outputs.write(result.summary, program)
        return program.end(of: result, isShown: isPrinted && isReported)
    }

    /// The files that the run reads.
    private func inputs(of program: Program) -> [InputFile] {
        [InputFile(option: "--event", path: event)] + program.inputs(policyFile: policy)
    }
}
