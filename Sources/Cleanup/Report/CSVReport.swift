import Essentials
import Formats
import ImageModel
import Retention

/// A run as comma-separated values, for a spreadsheet.
///
/// It has a row for each image.
///
/// - SeeAlso: [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)
struct CSVReport {
    private static let header = [
        "registryId", "region", "repository", "digest", "tags", "mediaType", "pushedAt", "lastPulledAt", "bytes",
        "decision", "outcome", "rule", "reason",
    ]
    /// The size of the parts that are written, in bytes.
    private static let partSize = 1 << 16

    private let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    /// Writes the text part by part.
    ///
    /// - Throws: errors of `sink`.
    func write(to sink: (Data) throws -> Void) throws {
        var part = Self.line(of: Self.header)
        for report in summary.repositories {
            for row in report.images {
                part += Self.line(of: Self.cells(of: row, in: report))
                guard part.utf8.count >= Self.partSize else { continue }
                try sink(Data(part.utf8))
                part = ""
            }
        }
        try sink(Data(part.utf8))
    }

    private static func cells(of row: ImageReport, in report: RepositoryReport) -> [String] {
        let image = row.image
        return [
            report.registryID, report.region, report.name.description, image.digest.description,
            image.tags.map(\.description).joined(separator: " "), image.mediaType?.description ?? "",
            image.pushedAt?.iso8601 ?? "", image.lastPulledAt?.iso8601 ?? "", "\(image.sizeInBytes)",
            row.decision.verdict.rawValue, row.outcome.rawValue, row.decision.rule.map { "\($0)" } ?? "",
            row.note ?? row.decision.sentence,
        ]
    }

    private static func line(of cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell, quoted if needed, never taken for a formula, and without invisible controls.
    ///
    /// Somebody else may have chosen the tag in it.
    static func cell(_ text: String) -> String {
        var text = text.escapingControls(keepsLineBreaks: true)
        if let first = text.unicodeScalars.first, "=+-@\n".unicodeScalars.contains(first) { text = "'" + text }
        guard text.unicodeScalars.contains(where: { "\",\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
