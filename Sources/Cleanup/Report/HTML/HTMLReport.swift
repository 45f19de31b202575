import AWSClient
import Essentials
import Formats

/// A run as one HTML page, which needs no network.
///
/// Numbers and charts are part of the markup; only the list of images needs the page's script. A strict content
/// security policy allows only this script and the style sheet.
struct HTMLReport {
    /// The maximum number of repositories with a line of their own.
    ///
    /// All others share one line.
    static let mostRepositories = 50

    let summary: Summary
    let contents: HTMLReportContents
    /// The numbers of the summary's repositories in the contents.
    let numbers: [Int?]
    /// The order of the rows in the list of images.
    let order: RowOrder

    init(_ summary: Summary, _ contents: HTMLReportContents) {
        self.summary = summary
        self.contents = contents
        numbers = contents.numbers(in: summary)
        order = RowOrder(of: contents.images, in: numbers)
    }

    var statistics: ReportStatistics { contents.statistics }

    /// Writes the page part by part.
    ///
    /// - Throws: `HashError`, and the errors of `sink`.
    func write(to sink: @escaping @Sendable (Data) throws -> Void) throws {
        var html = HTMLWriter()
        html.literal("<!DOCTYPE html>\n")
        html.open("html", ["lang": "en"])
        try addHead(to: &html)
        html.open("body")
        html.open("div", ["class": "page"])
        addHeader(to: &html)
        html.element("main") { html in
            addTotals(to: &html)
            addProblems(to: &html)
            addAdvice(to: &html)
            addRepositories(to: &html)
            html.element("div", ["class": "columns"]) { html in
                addPolicies(to: &html)
                html.element("div") { html in
                    addAges(to: &html)
                    addVetoes(to: &html)
                }
            }
            addImages(to: &html)
        }
        addFooter(to: &html)
        html.close("div")
        html.literal("<script type=\"application/json\" id=\"data\">")
        try sink(Data(html.markup.utf8))
        try ImageListData(summary, contents.images.table, order).write(to: sink)
        try sink(Data(end.utf8))
    }

    private var end: String {
        var html = HTMLWriter()
        html.literal("</script>\n<script>")
        html.source(PackageResources.report_js)
        html.literal("</script>\n</body>\n</html>\n")
        return html.markup
    }

    /// Adds a section with a heading.
    func addSection(
        _ title: String, id: String, note: String? = nil, styleClass: String = "panel", to html: inout HTMLWriter,
        _ content: (inout HTMLWriter) -> Void
    ) {
        html.element("section", ["class": styleClass, "aria-labelledby": id]) { html in
            html.element("h2", ["id": id], text: title)
            if let note { html.element("p", ["class": "muted"], text: note) }
            content(&html)
        }
    }

    private func addFooter(to html: inout HTMLWriter) {
        html.element("footer") { html in
            let version = summary.version.map { " \($0)" } ?? ""
            html.text(
                "Written by ecr-cleanup\(version). Sizes are upper bounds: layers that images share are counted in "
                    + "each of them. 1 GB is 2³⁰ bytes; storage is reckoned at "
                    + "\(Amounts.dollars(Summary.pricePerGigabyteMonth)) for a GB and month.")
        }
    }
}
