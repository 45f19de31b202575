import Formats
import ImageModel
import Retention

/// The result of carrying out a saved plan, for a terminal.
public struct ApplyText: Sendable {
    private let summary: Summary
    private let style: PlanText.Style

    /// Creates the text of a run that deleted.
    public init(_ summary: Summary, style: PlanText.Style = PlanText.Style()) {
        (self.summary, self.style) = (summary, style)
    }

    /// The question before anything is deleted.
    public static func question(about plan: SavedPlan) -> String {
        let images = plan.repositories.flatMap(\.images.values)
        let bytes = images.reduce(Int64(0)) { $0.addingReportingOverflow($1.bytes).partialValue }
        let registries = Set(plan.repositories.map { "\($0.registryID) in \($0.region)" }).sorted().listed(upTo: 3)
        let archived = images.count { $0.action == .transition }
        let deleted = images.count - archived
        let count = plan.repositories.count
        let repositories = Amounts.repositories(count)
        let deeds = [
            deleted > 0 ? "Delete \(Amounts.images(deleted))" : nil,
            archived > 0 ? "\(deleted > 0 ? "archive" : "Archive") \(Amounts.images(archived))" : nil,
        ].compactMap(\.self).joined(separator: " and ")
        return "\(deeds.isEmpty ? "Delete nothing" : deeds) (\(Amounts.bytes(bytes))) of "
            + "\(repositories) of \(registries)? [y/N]"
    }

    /// The lines.
    public var lines: [TextLine] {
        let blocks = [comparison + left, summary.warningLines(width: style.width)].filter { !$0.isEmpty }
        return table + blocks.flatMap { [""] + $0 }
    }

    private var table: [TextLine] {
        guard !summary.repositories.isEmpty else {
            return [summary.plan?.named == 0 ? "The plan names no image." : "No repository of the plan is there."]
        }
        return RepositoryTable(
            summary: summary, style: style,
            headings: ["PLANNED", "DELETED", "ARCHIVED", "FAILED"] + (showsGone ? ["GONE"] : []) + ["LEFT", "FREED"],
            bytes: \.bytesDeleted
        ).lines(
            cells: { cells($0.plan, $0.counts) },
            totals: cells(summary.plan, summary.totals),
            rest: { "… and \($0) more" })
    }

    /// Whether some images were gone before the run.
    private var showsGone: Bool { (summary.plan?.gone ?? 0) > 0 }

    private func cells(_ plan: PlanComparison?, _ counts: ImageCounts) -> [String] {
        let (named, gone) = (plan?.named ?? 0, plan?.gone ?? 0)
        let left = max(0, named - counts.deleted - counts.archived - counts.failed - gone)
        return ([named, counts.deleted, counts.archived, counts.failed] + (showsGone ? [gone] : []) + [left])
            .map(Amounts.count)
            + [Amounts.bytes(counts.bytesDeleted)]
    }

    /// The differences between the plan and the present selection.
    private var comparison: [TextLine] {
        guard let plan = summary.plan else { return [] }
        let reason =
            "changed, no longer selected, not announced, with a family that changed, "
            + "or protection could not be checked"
        let facts = [
            (plan.noLongerSelected, "stays", "stay", " (\(reason))"),
            (plan.gone, "was", "were", " gone already"),
            (plan.notInPlan, "stays", "stay", ", since the plan does not name what the policy selects only now"),
        ]
        let lines = facts.filter { $0.0 > 0 }.map { count, one, many, rest in
            "\(Amounts.count(count)) \(count == 1 ? "image \(one)" : "images \(many)")\(rest)."
        }
        return lines.flatMap { TextLine.wrapped($0, to: style.width) }
    }

    private var left: [TextLine] {
        let skipped = summary.totals.skipped
        guard skipped > 0 else { return [] }
        return TextLine.wrapped(
            "\(skipped == 1 ? "1 image was" : "\(Amounts.count(skipped)) images were") skipped; run the same command again, or see a --report for why.",
            to: style.width)
    }
}
