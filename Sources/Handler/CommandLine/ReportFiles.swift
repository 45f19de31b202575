import Cleanup
import Essentials
import Formats

/// The files that a run's reports, and its plan, are to be written to.
struct ReportFiles {
    private let reports: [(path: String, format: ReportFormat)]
    private let savedPlan: String?

    /// Checks the paths; nothing is opened.
    ///
    /// - Parameters:
    ///   - reports: the paths of the reports.
    ///   - savedPlan: the path of the plan, if it is saved.
    ///   - inputs: the files that the run reads: none of them may be overwritten.
    /// - Throws: ``ConfigurationError``.
    init(_ reports: [String], savedPlan: String? = nil, inputs: [InputFile]) throws {
        self.reports = try reports.map { path in
            guard let format = ReportFormat(path: path) else {
                let endings = ReportFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
                throw ConfigurationError(
                    "--report: \(path.excerpt(300)) has an ending of no report's. The endings are \(endings)")
            }
            return (path, format)
        }
        self.savedPlan = savedPlan
        var seen: Set<String> = []
        for (option, path) in reports.map({ ("--report", $0) }) + (savedPlan.map { [("--save", $0)] } ?? []) {
            try ReportFile.check(path, for: option, against: inputs)
            guard seen.insert(path).inserted else {
                throw ConfigurationError("\(option): \(path.excerpt(300)) is named twice")
            }
        }
    }

    /// Opens the files, so that a path which can't be written is found before the registry is called.
    ///
    /// - Throws: ``ConfigurationError``.
    func opened() throws -> OpenReportFiles {
        OpenReportFiles(
            reports: try reports.map { (try ReportFile(creating: $0.path, for: "--report"), $0.format) },
            savedPlan: try savedPlan.map { try ReportFile(creating: $0, for: "--save") })
    }
}

/// The files of reports, open.
struct OpenReportFiles {
    fileprivate let reports: [(file: ReportFile, format: ReportFormat)]
    fileprivate let savedPlan: ReportFile?

    /// Writes what a run came to; a file that can't be written is named on standard error.
    ///
    /// - Returns: whether all were written.
    func write(_ summary: Summary, _ program: Program) -> Bool {
        var isWritten = true
        for (file, format) in reports {
            let isDone = program.attempt("write the report") { try file.write { try format.write(summary, to: $0) } }
            isWritten = isWritten && isDone
        }
        if let savedPlan, let policy = summary.policyIdentity {
            let isDone = program.attempt("save the plan") {
                let text = try SavedPlan(of: summary, policy: policy).fileText()
                try savedPlan.write { try $0(text) }
            }
            isWritten = isWritten && isDone
        }
        return isWritten
    }
}
