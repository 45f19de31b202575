import ECRClient
import Formats
import ImageModel

/// The reason that some repositories were not cleaned completely.
public struct Problem: Sendable, Hashable {
    /// The maximum number of characters of a reason.
    ///
    /// It has room for the statement that a denied source needs, which stands at the end.
    private static let longestReason = 2000
    /// The maximum number of characters of a failure.
    private static let longestFailure = 300
    /// The maximum number of failures that a reason names.
    private static let mostFailures = 3

    /// The status of the repositories.
    public let status: RepositoryReport.Status
    /// The reason; empty if nothing explains the status.
    public let reason: String
    /// The repositories' names, with their registry where the run has several.
    public fileprivate(set) var repositories: [String] = []

    fileprivate init(of report: RepositoryReport) {
        status = report.status
        reason = report.reason?.excerpt(Self.longestReason) ?? Self.failures(of: report)
    }

    /// The status and the reason, such as `blocked: …`.
    public var sentence: String { reason.isEmpty ? status.rawValue : "\(status.rawValue): \(reason)" }

    /// The first images that ECR refused, with its words.
    private static func failures(of report: RepositoryReport) -> String {
        guard !report.failures.isEmpty else { return "" }
        let shown = report.failures.prefix(mostFailures).map { failure in
            let digest = failure.digest.map { "\($0): " } ?? ""
            return "\(digest)\(failure.code): \(failure.reason)".excerpt(longestFailure)
        }
        let count = report.failures.count == 1 ? "1 image failed" : "\(report.failures.count) images failed"
        return "\(count): \(shown.joined(separator: ", "))"
    }
}

extension Summary {
    /// The problems of all repositories, each once, in the order of their first repositories.
    public var problems: [Problem] {
        let name = nameOfRepository
        var problems: [Problem] = []
        var positions: [String: Int] = [:]
        for report in repositories where report.status != .succeeded {
            let problem = Problem(of: report)
            let position = positions[problem.sentence] ?? problems.count
            if position == problems.count {
                positions[problem.sentence] = position
                problems.append(problem)
            }
            problems[position].repositories.append(name(report))
        }
        return problems
    }
}
