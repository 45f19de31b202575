import ArgumentParser
import Cleanup
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `ecr-cleanup invoke`: handles one event as Lambda would.
struct InvokeCommand: ProgramCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Handles one event exactly as the function would, and prints the summary.")

    @Option(help: ArgumentHelp("The event, as JSON; - for standard input.", valueName: "file"))
    var event: String

    @Option(
        help: ArgumentHelp(
            "The policy, as JSON, in place of CLEANUP_POLICY; - for standard input.", valueName: "file"))
    var policy: String?

    @Flag(help: "Delete. Without it, and without DRY_RUN=false, the run is a dry one.")
    var delete = false

    @Option(
        help: ArgumentHelp("The images that the summary lists.", valueName: "none|selected|all"),
        transform: { text in
            guard let detail = Detail(rawValue: text) else { throw ValidationError("it must be none, selected or all") }
            return detail
        })
    var detail: Detail?

    @Option(help: ArgumentHelp("Also write the summary, with every image, to a file.", valueName: "file"))
    var report: String?

    func execute(in program: Program) async throws -> CommandStatus {
        let logger = try program.logger()
        guard event != "-" || policy != "-" else {
            throw ConfigurationError("--event and --policy can't both be standard input: give one of them a file")
        }
        if let report { try ReportFile.check(report, against: inputs(of: program)) }
        let runner = try program.makeRunner(policyFile: policy, needsCredentials: true)
        let text = try InputText(readFrom: event, for: "--event").content
        let options = RunOptions(deletes: delete, detail: detail, keepsEveryImage: report != nil)
        // Opening the file empties it, which an event that is refused must not do.
        let prepared = try await runner.prepare(text, options: options, logger: logger)
        // Opened before the registry is called: a run whose report is lost would have to be believed.
        let reportFile = try report.map(ReportFile.init(creating:))

        let result = try await Interruption.cancelling {
            await runner.run(prepared)
        }
        let isPrinted = attempt("print the summary", program) {
            try result.summary.writeIndentedJSON(result.detail, to: program.printOut)
        }
        let isReported = attempt("write the report", program) {
            try reportFile?.write { try result.summary.writeIndentedJSON(.all, to: $0) }
        }
        for line in result.notices { program.printError("ecr-cleanup: warning: \(line)") }
        let problems = ProblemReport(result.summary).lines
        if !problems.isEmpty { program.printError("ecr-cleanup: " + problems.joined(separator: "\n")) }
        return isPrinted && isReported && result.summary.status == .succeeded ? .success : .failure
    }

    /// The files that the run reads.
    private func inputs(of program: Program) -> [InputFile] {
        let options = [("--event", event), ("--policy", policy)]
        return options.compactMap { option, path in path.map { InputFile(option: option, path: $0) } }
            + program.inputFiles
    }

    /// Does what can only fail after the run, when there is nobody left to throw to.
    private func attempt(_ what: String, _ program: Program, _ action: () throws -> Void) -> Bool {
        do {
            try action()
            return true
        } catch {
            program.printError("ecr-cleanup: could not \(what): \(error)")
            return false
        }
    }
}
