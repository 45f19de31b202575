import Cleanup
import ECRClient
import Formats
import ImageModel

/// The problems of an unsuccessful run, as lines of text.
///
/// In the summary's JSON, problems are hard to find, and commands can't be copied.
struct ProblemReport {
    /// The lines; empty if the run succeeded.
    let lines: [String]

    /// The maximum number of different problems.
    private static let mostProblems = 10
    /// The maximum number of names for each problem.
    ///
    /// It is also the maximum number of failures for each repository.
    private static let mostNames = 3
    /// The maximum number of characters of a reason.
    private static let longestReason = 1000

    /// A problem, which many repositories may share.
    private struct Problem: Hashable {
        let status: RepositoryReport.Status
        let reason: String
    }

    init(_ summary: Summary) {
        guard summary.status != .succeeded else {
            lines = []
            return
        }
        let reason = summary.reason.map { ": \($0.excerpt(Self.longestReason))" } ?? ""
        var lines = ["the \(summary.isDryRun ? "dry run" : "run") ended \(summary.status.rawValue)\(reason)"]
        let unclean = summary.repositories.filter { $0.status != .succeeded }
        let areOfOneRegistry = Set(summary.repositories.map { [$0.registryID, $0.region] }).count < 2
        var problems: [Problem] = []
        var names: [Problem: [String]] = [:]
        for report in unclean {
            let problem = Problem(status: report.status, reason: Self.reason(of: report))
            if names[problem] == nil { problems.append(problem) }
            let registry = areOfOneRegistry ? "" : " (\(report.registryID), \(report.region))"
            names[problem, default: []].append("\(report.name)\(registry)".excerpt(400))
        }
        for problem in problems.prefix(Self.mostProblems) {
            let list = (names[problem] ?? []).listed(upTo: Self.mostNames)
            lines.append("  \(list): \(problem.status.rawValue)\(problem.reason)")
        }
        let rest = problems.dropFirst(Self.mostProblems).reduce(0) { $0 + (names[$1]?.count ?? 0) }
        if rest > 0 { lines.append("  and \(rest) more; the summary has them all") }
        self.lines = lines
    }

    /// The reason that follows a repository's status, with a colon.
    private static func reason(of report: RepositoryReport) -> String {
        if let reason = report.reason { return ": \(reason.excerpt(longestReason))" }
        guard !report.failures.isEmpty else { return "" }
        let shown = report.failures.prefix(mostNames).map { failure in
            let digest = failure.digest.map { "\($0): " } ?? ""
            return "\(digest)\(failure.code): \(failure.reason)".excerpt(longestReason / mostNames)
        }
        let count = report.failures.count == 1 ? "1 image failed" : "\(report.failures.count) images failed"
        return ": \(count): \(shown.joined(separator: ", "))"
    }
}
