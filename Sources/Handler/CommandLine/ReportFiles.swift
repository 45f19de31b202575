import Cleanup
import Essentials
import Formats

/// The files for a run's reports and its plan.
struct ReportFiles {
    private let reports: [(path: String, format: ReportFormat)]
    private let savedPlan: String?

    /// Checks the paths without opening them.
    ///
    /// - Parameters:
    ///   - reports: the paths of the reports.
    ///   - savedPlan: the path of the plan, if it is saved.
    ///   - inputs: the files that the run reads, which must not be overwritten.
    /// - Throws: ``ConfigurationError`` if a path is refused.
    init(_ reports: [String], savedPlan: String? = nil, inputs: [InputFile]) throws {
        self.reports = try reports.map { path in
            guard let format = ReportFormat(path: path) else {
                let endings = ReportFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
                throw ConfigurationError(
                    "--report: \(path.excerpt(300)): a report's name ends in one of \(endings)")
            }
            return (path, format)
        }
        self.savedPlan = savedPlan
        try check(against: inputs)
        var seen: Set<String> = []
        for (option, path) in paths {
            guard seen.insert(path.withoutDotComponents).inserted else {
                throw ConfigurationError("\(option): \(path.excerpt(300)) is named twice")
            }
        }
    }

    /// The paths with the options that name them.
    private var paths: [(option: String, path: String)] {
        reports.map { ("--report", $0.path) } + (savedPlan.map { [("--save", $0)] } ?? [])
    }

    private func check(against inputs: [InputFile]) throws {
        for (option, path) in paths { try ReportFile.check(path, for: option, against: inputs) }
    }

    /// Opens the files before the registry is called.
    ///
    /// - Parameter prepared: the run, whose policy may name files that it reads.
    /// - Throws: ``ConfigurationError`` if a file can't be written, or would overwrite a file that the run reads.
    func opened(for prepared: CleanupRunner.Prepared) throws -> OpenReportFiles {
        try check(against: prepared.inputs)
        return OpenReportFiles(
            reports: try reports.map { (try ReportFile(creating: $0.path, for: "--report"), $0.format) },
            savedPlan: try savedPlan.map { try ReportFile(creating: $0, for: "--save") })
    }
}

extension String {
    /// The path without components that name the folder itself: `./a//b` is `a/b`.
    fileprivate var withoutDotComponents: String {
        let parts = split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return hasPrefix("/") ? "/" + parts : parts
    }
}

/// The open files of a run's reports and its plan.
struct OpenReportFiles {
    fileprivate let reports: [(file: ReportFile, format: ReportFormat)]
    fileprivate let savedPlan: ReportFile?

    /// Writes the reports and the plan of a run.
    ///
    /// A file that can't be written is named on standard error.
    ///
    /// - Returns: whether all files were written.
    func write(_ summary: Summary, _ program: Program) -> Bool {
        var isWritten = true
        for (file, format) in reports {
            let isDone = program.attempt("write the report") { try file.write { try format.write(summary, to: $0) } }
            isWritten = isWritten && isDone
        }
        if let savedPlan {
            let isDone = program.attempt("save the plan") {
                guard let policy = summary.policyIdentity else {
                    throw ConfigurationError("the policy could not be read")
                }
                let text = try SavedPlan(of: summary, policy: policy).fileText()
                try savedPlan.write { try $0(text) }
            }
            isWritten = isWritten && isDone
        }
        return isWritten
    }
}
