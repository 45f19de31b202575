import Formats
import ImageModel

/// A dry run in words and columns, for a terminal.
public struct PlanText: Sendable {
    /// The layout of the text.
    public struct Style: Sendable, Hashable {
        /// The maximum number of characters in a line.
        public var width = 100
        /// The maximum number of repositories in the table; `nil` for all.
        public var maximumRows: Int?

        /// Creates a style of 100 columns, for all repositories.
        public init() {}
    }

    private let summary: Summary
    private let style: Style
    private let exactBytes: ExactBytes?

    /// Creates the text of a dry run.
    ///
    /// - Parameter summary: a run with a report of every selected image.
    public init(_ summary: Summary, style: Style = Style()) {
        (self.summary, self.style, exactBytes) = (summary, style, summary.exactBytes)
    }

    /// The lines.
    public var lines: [TextLine] {
        guard !summary.repositories.isEmpty || summary.status == .succeeded else {
            return ["Nothing could be planned. The reason is on standard error."]
        }
        return heading + table + (summary.repositories.isEmpty ? [] : [""] + storage) + remarks
    }

    /// The registries and the policy.
    private var heading: [TextLine] {
        let registries = Set(summary.repositories.map { "\($0.registryID) in \($0.region)" }).sorted()
        guard !registries.isEmpty, let policy = summary.policyIdentity else { return [] }
        return [TextLine("Registry \(registries.listed(upTo: 3)), by \(policy)".shortened(to: style.width)), ""]
    }

    // MARK: The table

    private var showsUnknown: Bool { summary.totals.usageUnknown > 0 }

    private var showsArchived: Bool { summary.archivesImages }

    private var showsExactBytes: Bool { exactBytes != nil }

    private func exactCells(_ bytes: ExactBytes) -> [String] {
        showsExactBytes ? [Amounts.bytes(bytes.stored), Amounts.bytes(bytes.freed)] : []
    }

    private var table: [TextLine] {
        guard !summary.repositories.isEmpty else { return ["No repository is in reach of the policy."] }
        let numbers =
            ["IMAGES", "GO"] + (showsArchived ? ["ARCHIVE"] : []) + ["IN USE"] + (showsUnknown ? ["USE UNKNOWN"] : [])
            + ["KEPT"]
            + (showsExactBytes ? ["MOST NOW", "MOST AFTER", "STORED", "FREED"] : ["SIZE NOW", "AFTER"])
        let inUse = summary.repositories.reduce(0) { $0 + $1.byProtection["inUse"] }
        return RepositoryTable(summary: summary, style: style, headings: numbers, bytes: \.bytesScanned).lines(
            cells: {
                cells($0.counts, inUse: $0.byProtection["inUse"])
                    + exactCells($0.exactBytes ?? ExactBytes(unknown: $0.counts))
            },
            totals: cells(summary.totals, inUse: inUse)
                + (exactBytes.map(exactCells) ?? []),
            rest: { "… and \($0) smaller; --all shows all" })
    }

    private func cells(_ counts: ImageCounts, inUse: Int) -> [String] {
        let kept = counts.kept(inUse: inUse)
        return [Amounts.count(counts.scanned), Amounts.count(counts.goes - counts.toArchive)]
            + (showsArchived ? [Amounts.count(counts.toArchive)] : []) + [Amounts.count(inUse)]
            + (showsUnknown ? [Amounts.count(counts.usageUnknown)] : [])
            + [Amounts.count(kept), Amounts.bytes(counts.bytesScanned), Amounts.bytes(counts.bytesAfter)]
    }

    // MARK: Storage and cost

    private var storage: [TextLine] {
        let totals = summary.totals
        let (now, after) = (totals.bytesScanned, totals.bytesAfter)
        let costNow = Amounts.dollars(Summary.monthlyCost(ofBytes: now))
        let costAfter = Amounts.dollars(Summary.monthlyCost(ofBytes: after))
        let bytes = "\(Amounts.bytes(now)) now, \(Amounts.bytes(after)) after"
        let remark = TextLine.wrapped(
            "Upper bounds: layers that images share are counted in each of them.", to: style.width, indent: 15)
        guard let exactBytes else {
            return [TextLine("Storage        \(bytes)"), TextLine("Monthly cost   \(costNow) now, \(costAfter) after")]
                + remark + inUse
                + announced
        }
        return exactStorage(exactBytes)
            + [
                TextLine("At most        \(bytes)"),
                TextLine("               \(costNow) a month now, \(costAfter) after"),
            ] + remark + inUse
            + announced
    }

    private func exactStorage(_ exact: ExactBytes) -> [TextLine] {
        let (now, after) = (Amounts.bytes(exact.stored), Amounts.bytes(exact.after))
        let (costNow, costAfter) = (Amounts.monthlyCost(of: exact.stored), Amounts.monthlyCost(of: exact.after))
        let lines = [
            TextLine("Storage        \(now) now, \(after) after, \(Amounts.bytes(exact.freed)) freed"),
            TextLine("Monthly cost   \(costNow) now, \(costAfter) after"),
        ]
        let unread = exact.unreadSentence.map { " \($0)" } ?? ""
        return lines
            + TextLine.wrapped(
                "Exact: each layer is counted once in its repository.\(unread)", to: style.width, indent: 15)
    }

    private var inUse: [TextLine] {
        let count = summary.repositories.reduce(0) { $0 + $1.byProtection["inUse"] }
        guard count > 0 else { return [] }
        let rest = count == 1 ? "stays: a workload uses it" : "stay: workloads use them"
        return [TextLine("In use         \(Amounts.images(count)) would go, and \(rest)")]
    }

    private var announced: [TextLine] {
        guard let announcement = summary.announcement, summary.unannouncedCount > 0 else { return [] }
        let images = Amounts.images(summary.unannouncedCount)
        guard let day = announcement.goesFrom else {
            return [TextLine("Not announced  \(images); this run announces none")]
        }
        return [TextLine("Announced      \(images), to go from \(day) on at the latest")]
    }

    // MARK: Remarks

    private var remarks: [TextLine] {
        let blocks = [taggedImages, problems, leftForLater, summary.warningLines(width: style.width), advice].filter {
            !$0.isEmpty
        }
        return blocks.flatMap { [""] + $0 }
    }

    private var taggedImages: [TextLine] {
        var names: [String] = []
        for report in summary.repositories {
            for row in report.images where row.goes && !row.image.tags.isEmpty {
                names.append("\(report.name):\(row.image.tags[0])")
            }
        }
        guard !names.isEmpty else { return [] }
        let verb =
            (names.count == 1 ? "goes" : "go")
            + (showsArchived ? ", or \(names.count == 1 ? "is" : "are") archived" : "")
        let count = "\(Amounts.count(names.count)) tagged \(names.count == 1 ? "image" : "images") \(verb)"
        return [TextLine("\(count):", isHeading: true)]
            + TextLine.wrapped(names.listed(upTo: 6), to: style.width, indent: 2)
    }

    private var problems: [TextLine] {
        let problems = summary.problems
        guard !problems.isEmpty else { return [] }
        return [TextLine("Not planned:", isHeading: true)]
            + problems.flatMap { problem in
                TextLine.wrapped(
                    "\(problem.repositories.listed(upTo: 3)): \(problem.sentence)", to: style.width, indent: 2)
            }
    }

    /// The number of pieces of advice of a kind, on a terminal.
    private static let shownAdvice = 5

    /// The advice by kind, each with what to do and a command that can be pasted.
    private var advice: [TextLine] {
        guard !summary.advice.isEmpty else {
            return summary.isAudit
                ? TextLine.wrapped(
                    "Audit: nothing is wrong with the registry, as far as it was looked at.", to: style.width) : []
        }
        let text = summary.textOfAdvice
        return [TextLine("Advice:", isHeading: true)]
            + summary.adviceByCode.flatMap { lines(of: $0.code, $0.advice, text) }
    }

    private func lines(of code: Advice.Code, _ pieces: [Advice], _ text: (Advice) -> String) -> [TextLine] {
        let shown = pieces.prefix(style.maximumRows == nil ? pieces.count : Self.shownAdvice)
        var lines = [TextLine("  \(code.title)")]
        for piece in shown {
            lines += TextLine.wrapped("- \(text(piece))", to: style.width, indent: 4)
        }
        if pieces.count > shown.count {
            lines.append(TextLine("    … and \(Amounts.count(pieces.count - shown.count)) more; --all shows all"))
        }
        guard let first = shown.first else { return lines }
        lines += TextLine.wrapped("To do: \(first.toDo)", to: style.width, indent: 4)
        return lines + (first.command.map { [TextLine("      \($0)")] } ?? [])
    }

    private var leftForLater: [TextLine] {
        guard summary.totals.remaining > 0, let maximum = summary.maximumImages else { return [] }
        return TextLine.wrapped(
            "maxImages lets \(Amounts.images(maximum)) go in a run: \(Amounts.images(summary.totals.remaining)) "
                + "more for later runs.", to: style.width)
    }

}

extension Summary {
    /// The heading of the column of images that go.
    var goHeading: String {
        let verb = isDryRun ? "Go" : "Went"
        return archivesImages ? "\(verb), or archived" : verb
    }

    /// Whether any image goes or went to the archive.
    var archivesImages: Bool { repositories.contains { $0.counts.toArchive > 0 } }
}

extension ImageReport {
    /// Whether the image goes or went.
    var goes: Bool {
        switch outcome {
        case .wouldDelete, .wouldArchive, .deleted, .archived: true
        case .kept, .failed, .skipped: false
        }
    }
}
