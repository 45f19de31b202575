import Formats
import ImageModel
import Retention

/// A run as Markdown, for a pull request or a job's summary.
///
/// It has at most 60 KB, and the largest items come first.
struct MarkdownReport {
    /// The maximum size of the page, in bytes.
    static let longestText = 60_000
    /// The room kept for the last line, in bytes.
    private static let reserve = 200

    private let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    /// The text.
    var text: String {
        var page = Page(limit: Self.longestText - Self.reserve)
        page.add(lines: [heading, ""] + totals + [""])
        if let reason = summary.reason { page.add(lines: [Self.escaped(reason), ""]) }
        addRepositories(to: &page)
        page.add(lines: summary.warnings.isEmpty ? [] : ["", "**Warnings**", ""])
        for warning in summary.warnings { page.add(lines: ["- \(Self.escaped(warning.excerpt))"]) }
        addAdvice(to: &page)
        addImages(to: &page)
        if page.isFull { page.text += "\n_The page is full: the JSON or CSV report has everything._\n" }
        return page.text
    }

    private var heading: String {
        "## ecr-cleanup: \(summary.isDryRun ? "what a cleanup would delete" : "what was deleted") (\(summary.status.rawValue))"
    }

    private var totals: [String] {
        let totals = summary.totals
        let (now, after) = (totals.bytesScanned, totals.bytesAfter)
        let share = "\(Amounts.count(totals.goes)) of \(Amounts.images(totals.scanned))"
        let images =
            "**\(totals.sentence(about: share, isDryRun: summary.isDryRun))**, in "
            + "\(Amounts.repositories(summary.repositories.count)). "
        let bounds =
            "\(Amounts.bytes(now)) → \(Amounts.bytes(after)), monthly cost "
            + "\(Amounts.dollars(Summary.monthlyCost(ofBytes: now))) → "
            + "\(Amounts.dollars(Summary.monthlyCost(ofBytes: after))), both upper bounds."
        guard let exact = summary.exactBytes else { return ["\(images)Storage \(bounds)"] }
        return [
            "\(images)Storage \(Amounts.bytes(exact.stored)) → \(Amounts.bytes(exact.after)), "
                + "**\(Amounts.bytes(exact.freed)) freed**, monthly cost \(Amounts.monthlyCost(of: exact.stored)) → "
                + "\(Amounts.monthlyCost(of: exact.after)), each layer counted once in its repository. "
                + "\(exact.unreadSentence.map { "\($0) " } ?? "")By the images' sizes: storage \(bounds)"
        ]
    }

    private func addRepositories(to page: inout Page) {
        let showsExactBytes = summary.exactBytes != nil
        let headings =
            ["Repository", "Images", summary.goHeading, "In use", "Kept"]
            + (showsExactBytes ? ["Most now", "Most after", "Stored", "Freed"] : ["Size now", "After"])
        page.add(lines: [
            "| \(headings.joined(separator: " | ")) | |",
            "| --- |\(String(repeating: " ---: |", count: headings.count - 1)) --- |",
        ])
        let nameOfRepository = summary.nameOfRepository
        for report in sorted {
            let counts = report.counts
            let inUse = report.byProtection["inUse"]
            let kept = counts.kept(inUse: inUse)
            let name = nameOfRepository(report)
            let state =
                report.status == .succeeded
                ? "" : "\(report.status.rawValue): \(Self.escaped((report.reason ?? "").shortened(to: 300)))"
            let numbers = [counts.scanned, counts.goes, inUse, kept].map(Amounts.count)
            let exact = report.exactBytes ?? ExactBytes(unknown: counts)
            let sizes =
                [counts.bytesScanned, counts.bytesAfter].map(Amounts.bytes)
                + (showsExactBytes ? [exact.stored, exact.freed] : []).map(Amounts.bytes)
            let cells = ["`\(Self.code(name))`"] + numbers + sizes + [state]
            page.add(lines: ["| \(cells.joined(separator: " | ")) |"])
        }
    }

    /// The number of pieces of advice of a kind.
    private static let shownAdvice = 20

    private func addAdvice(to page: inout Page) {
        guard !summary.advice.isEmpty else { return }
        page.add(lines: ["", "**Advice**"])
        let text = summary.textOfAdvice
        for (code, pieces) in summary.adviceByCode {
            page.add(lines: ["", "\(code.title). To do: \(Self.escaped(pieces[0].toDo))", ""])
            for piece in pieces.prefix(Self.shownAdvice) {
                let command = piece.command.map { ": `\(Self.code($0))`" } ?? ""
                page.add(lines: ["- \(Self.escaped(text(piece)))\(command)"])
            }
            if pieces.count > Self.shownAdvice {
                page.add(lines: ["- and \(Amounts.count(pieces.count - Self.shownAdvice)) more"])
            }
        }
    }

    private func addImages(to page: inout Page) {
        let nameOfRepository = summary.nameOfRepository
        for report in sorted {
            let rows = report.images.filter(\.goes).sorted { $0.image.countedBytes > $1.image.countedBytes }
            guard !rows.isEmpty else { continue }
            let name = nameOfRepository(report)
            page.add(lines: [
                "", "<details><summary>\(Self.escaped(name)): \(Amounts.images(rows.count))</summary>", "",
                "| Image | Size | Why |", "| --- | ---: | --- |",
            ])
            for row in rows {
                let tags = row.image.tags.prefix(3).map { "`\(Self.code($0.description))`" }
                let image = tags.isEmpty ? "`\(row.image.digest.description.prefix(19))`" : tags.joined(separator: " ")
                let reason = Self.escaped((row.note ?? row.decision.sentence).shortened(to: 200))
                page.add(lines: ["| \(image) | \(Amounts.bytes(row.image.countedBytes)) | \(reason) |"])
            }
            page.add(lines: ["", "</details>"], isEnd: true)
        }
    }

    /// The repositories, those that free the most bytes first.
    private var sorted: [RepositoryReport] {
        summary.repositories.enumerated().sorted { one, other in
            (-one.element.counts.bytesGoing, -one.element.counts.bytesScanned, one.offset)
                < (-other.element.counts.bytesGoing, -other.element.counts.bytesScanned, other.offset)
        }.map(\.element)
    }

    /// A text with all markup escaped.
    static func escaped(_ text: String) -> String {
        text.escapingControls().reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\\(character)"
            case "@": result += "&#64;"
            default: result.append(character)
            }
        }
    }

    /// A text for use between backticks in a cell of a table.
    static func code(_ text: String) -> String {
        text.escapingControls().replacing("`", with: "'").replacing("|", with: "\\|")
    }
}

/// A text that grows up to a limit.
private struct Page {
    var text = ""
    let limit: Int
    var isFull = false

    init(limit: Int) { self.limit = limit }

    /// Adds lines if all of them fit.
    ///
    /// - Parameter isEnd: whether the lines close what was begun, and are added in any case.
    mutating func add(lines: [String], isEnd: Bool = false) {
        guard !lines.isEmpty else { return }
        let more = lines.map { $0 + "\n" }.joined()
        guard isEnd || (!isFull && text.utf8.count + more.utf8.count <= limit) else {
            isFull = true
            return
        }
        text += more
    }
}
