import Formats
import ImageModel

/// A comparison with ECR's previews, in words and columns for a terminal.
public struct ComparisonText: Sendable {
    private let comparison: PolicyComparison
    private let style: PlanText.Style

    /// The most differences that are shown of a repository.
    private static let maximumDifferences = 10
    /// The most tags of an image, and repositories of an omission, that are named.
    private static let maximumNames = 3

    /// Creates the text of a comparison.
    public init(_ comparison: PolicyComparison, style: PlanText.Style = PlanText.Style()) {
        (self.comparison, self.style) = (comparison, style)
    }

    /// The lines: the table, the differences, what was not compared, the warnings, the result.
    public var lines: [TextLine] {
        (comparison.repositories.isEmpty ? [] : table) + differences + omissions + evaluations + warnings
            + ["", TextLine(result)]
    }

    private var table: [TextLine] {
        let headings = ["COMPARED", "AGREED", "OURS ONLY", "ECR ONLY", "OTHERWISE", "SET ASIDE"]
        var table = TextTable(
            columns: [TextTable.Column(heading: "REPOSITORY", isRight: false)]
                + headings.map { TextTable.Column(heading: $0) }
                + [TextTable.Column(heading: "STATUS", isRight: false)])
        table.rows = comparison.repositories.map { repository in
            let ours = repository.differences.count(where: \.isOursOnly)
            let ecr = repository.differences.count(where: \.isECROnly)
            let numbers = [
                repository.compared, repository.agreed, ours, ecr, repository.differences.count - ours - ecr,
                repository.setAside,
            ]
            return [repository.name.description] + numbers.map(Amounts.count) + [repository.status.words]
        }
        let lines = table.lines(width: style.width)
        return lines.prefix(1).map { TextLine($0, isHeading: true) } + lines.dropFirst().map { TextLine($0) }
    }

    private var differences: [TextLine] {
        comparison.repositories.filter { !$0.differences.isEmpty }.flatMap { repository -> [TextLine] in
            let shown = repository.differences.prefix(Self.maximumDifferences)
            let hidden = repository.differences.count - shown.count
            return ["", TextLine("Decided differently in \(repository.name):", isHeading: true)]
                + shown.flatMap(lines)
                + (hidden > 0 ? [TextLine("  … and \(Amounts.images(hidden)) more: --output json has all")] : [])
        }
    }

    private func lines(of difference: RepositoryComparison.Difference) -> [TextLine] {
        let tags = difference.tags.map(\.description).listed(upTo: Self.maximumNames)
        let explanation = difference.explanation.joined(separator: ", ")
        return [TextLine("  \(difference.digest)\(tags.isEmpty ? "" : " (\(tags))")")]
            + TextLine.wrapped("ours: \(difference.ours.words)", to: style.width, indent: 6)
            + TextLine.wrapped("ECR: \(difference.ecr.words)", to: style.width, indent: 6)
            + TextLine.wrapped(
                explanation.isEmpty ? "not explained" : "on purpose: \(explanation)", to: style.width, indent: 6)
    }

    /// The parts that were not compared, each with its repositories.
    private var omissions: [TextLine] {
        var names: [(omission: String, repositories: [String])] = []
        for repository in comparison.repositories {
            for omission in repository.notComparable + [repository.reason].compactMap(\.self) {
                if let index = names.firstIndex(where: { $0.omission == omission }) {
                    names[index].repositories.append(repository.name.description)
                } else {
                    names.append((omission, [repository.name.description]))
                }
            }
        }
        guard !names.isEmpty else { return [] }
        return ["", TextLine("Not compared:", isHeading: true)]
            + names.flatMap { omission, repositories in
                TextLine.wrapped(
                    "- \(repositories.listed(upTo: Self.maximumNames)): \(omission)", to: style.width, indent: 2)
            }
    }

    /// When ECR last evaluated the repositories' own policies.
    private var evaluations: [TextLine] {
        let dates = comparison.repositories.compactMap { repository in
            repository.lastEvaluatedAt.map { "  \(repository.name): \($0.iso8601)" }
        }
        guard !dates.isEmpty else { return [] }
        return ["", TextLine("Last evaluated by ECR:", isHeading: true)] + dates.map { TextLine($0) }
    }

    private var warnings: [TextLine] {
        guard !comparison.warnings.isEmpty else { return [] }
        return ["", TextLine("Warnings:", isHeading: true)]
            + comparison.warnings.flatMap { TextLine.wrapped("- \($0)", to: style.width, indent: 2) }
    }

    private var result: String {
        guard comparison.agrees else { return "Not everything agrees. The reasons are on standard error." }
        guard comparison.compared > 0 else { return "Nothing was compared." }
        let explained = comparison.repositories.reduce(0) { $0 + $1.differences.count }
        let images = Amounts.images(comparison.compared)
        return explained == 0
            ? "ECR decides alike about \(images)."
            : "ECR decides alike about \(Amounts.count(comparison.compared - explained)) of \(images). "
                + "The differences are on purpose."
    }
}

extension RepositoryComparison.Status {
    fileprivate var words: String {
        switch self {
        case .agrees: "agrees"
        case .differs: "differs"
        case .notComparable: "not compared"
        case .failed: "failed"
        }
    }
}

extension RepositoryComparison.Side {
    fileprivate var words: String {
        let verb =
            switch decision {
            case "keep", "protect": "stays"
            case "expire": "goes"
            case "transition": "is archived"
            default: "an unknown action"
            }
        return "\(verb): \(reason)"
    }
}
