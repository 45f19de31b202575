import Cleanup
import Formats

/// The problems of an unsuccessful run, as lines of text.
///
/// In the summary's JSON, problems are hard to find, and commands can't be copied.
struct ProblemReport {
    /// The lines; empty if the run succeeded.
    let lines: [String]

    /// The maximum number of different problems.
    private static let mostProblems = 10
    /// The maximum number of names for each problem.
    private static let mostNames = 3
    /// The maximum number of characters of the run's reason.
    private static let longestReason = 1000

    init(_ summary: Summary) {
        guard summary.status != .succeeded else {
            lines = []
            return
        }
        let reason = summary.reason.map { ": \($0.excerpt(Self.longestReason))" } ?? ""
        var lines = ["the \(summary.isDryRun ? "dry run" : "run") ended \(summary.status.rawValue)\(reason)"]
        let problems = summary.problems
        lines += problems.prefix(Self.mostProblems).map { problem in
            let names = problem.repositories.map { $0.excerpt(400) }.listed(upTo: Self.mostNames)
            return "  \(names): \(problem.sentence)"
        }
        let rest = problems.dropFirst(Self.mostProblems).reduce(0) { $0 + $1.repositories.count }
        if rest > 0 { lines.append("  and \(rest) more; the summary has them all") }
        self.lines = lines
    }
}
