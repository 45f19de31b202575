public import Essentials

/// The format of a report.
///
/// Its raw value is the extension of the file's name.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// A page with charts and a list of all images, in one file.
    case html
    /// The summary with every image.
    case json
    /// A table for a pull request or a job's summary.
    case markdown = "md"
    /// A row for each image, for a spreadsheet.
    case csv

    /// The format of a file, by the extension of its name.
    ///
    /// The result is `nil` for an unknown extension. A name without an extension, such as a device's, means JSON.
    public init?(path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            self = .json
            return
        }
        self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }

    /// Writes a report.
    ///
    /// - Parameters:
    ///   - summary: a run with a report of every image.
    ///   - sink: receives the text part by part.
    /// - Throws: errors of `sink`; for HTML also `HashError`.
    public func write(_ summary: Summary, to sink: @escaping @Sendable (Data) throws -> Void) throws {
        switch self {
        case .html: try HTMLReportContents(of: summary).writePage(of: summary, to: sink)
        case .json: try summary.writeIndentedJSON(.all, to: sink)
        case .markdown: try sink(Data(MarkdownReport(summary).text.utf8))
        case .csv: try CSVReport(summary).write(to: sink)
        }
    }
}
