import Formats
import ImageModel

extension HTMLReport {
    /// Adds a bar and the numbers of each repository, the largest first.
    func addRepositories(to html: inout HTMLWriter) {
        guard !summary.repositories.isEmpty else { return }
        let order = summary.repositories.indices.sorted { one, other in
            let (first, second) = (summary.repositories[one].counts, summary.repositories[other].counts)
            return (-first.bytesScanned, one) < (-second.bytesScanned, other)
        }
        let shown = order.prefix(Self.mostRepositories)
        let scale = shown.map { statistics.sums(of: numbers[$0]).bytes }.max() ?? 0
        let name = summary.nameOfRepository
        addSection(
            "Repositories", id: "repositories", note: "The largest first; the bars show bytes.",
            styleClass: "panel long", to: &html
        ) { html in
            html.element("table") { html in
                addRepositoryHeadings(to: &html)
                html.element("tbody") { html in
                    for position in shown {
                        addRepository(position, name: name(summary.repositories[position]), scale: scale, to: &html)
                    }
                    addRest(order.dropFirst(shown.count), to: &html)
                }
                html.element("tfoot") { html in
                    html.element("tr") { html in
                        let count = summary.repositories.count
                        html.element(
                            "th", ["scope": "row"],
                            text: count == 1 ? "1 repository" : "\(Amounts.count(count)) repositories")
                        addNumbers(of: summary.repositories, to: &html)
                    }
                }
            }
        }
    }

    private func addRepositoryHeadings(to html: inout HTMLWriter) {
        html.element("thead") { html in
            html.element("tr") { html in
                html.element("th", ["scope": "col", "class": "wide-cell"], text: "Repository")
                for heading in ["Images", summary.goHeading] {
                    html.element("th", ["scope": "col", "class": "number"], text: heading)
                }
                for heading in ["In use", "Kept"] {
                    html.element("th", ["scope": "col", "class": "number secondary"], text: heading)
                }
                let sizes =
                    showsExactBytes ? ["At most", "After", "Stored", "Freed"] : ["Size now", "After"]
                for heading in sizes {
                    html.element("th", ["scope": "col", "class": "number"], text: heading)
                }
            }
        }
    }

    private var showsExactBytes: Bool { summary.exactBytes != nil }

    private func addRepository(_ position: Int, name: String, scale: Double, to html: inout HTMLWriter) {
        let report = summary.repositories[position]
        html.element("tr") { html in
            html.element("th", ["scope": "row", "class": "name"]) { html in
                html.element("span", ["class": "break"], text: name)
                if report.status != .succeeded {
                    html.text(" ")
                    html.element("span", ["class": "badge warn"], text: report.status.rawValue)
                }
                statistics.sums(of: numbers[position]).bytesBar(scale: scale, isDryRun: summary.isDryRun)
                    .write(to: &html)
            }
            addNumbers(of: [report], to: &html)
        }
    }

    private func addRest(_ rest: ArraySlice<Int>, to html: inout HTMLWriter) {
        guard !rest.isEmpty else { return }
        html.element("tr") { html in
            html.element(
                "th", ["scope": "row", "class": "muted"], text: "and \(Amounts.count(rest.count)) smaller")
            addNumbers(of: rest.map { summary.repositories[$0] }, to: &html)
        }
    }

    private func addNumbers(of reports: [RepositoryReport], to html: inout HTMLWriter) {
        let counts = reports.reduce(into: ImageCounts()) { $0 += $1.counts }
        let inUse = reports.reduce(0) { $0 + $1.byProtection["inUse"] }
        let kept = counts.kept(inUse: inUse)
        addNumber(counts.scanned, to: &html)
        addNumber(counts.goes, to: &html)
        addNumber(inUse, styleClass: "number secondary", to: &html)
        addNumber(kept, styleClass: "number secondary", to: &html)
        for bytes in [counts.bytesScanned, counts.bytesAfter] {
            html.element("td", ["class": "number"], text: Amounts.bytes(bytes))
        }
        guard showsExactBytes else { return }
        let exact = ExactBytes.total(of: reports) ?? ExactBytes(unknown: counts)
        for bytes in [exact.stored, exact.freed] {
            html.element("td", ["class": "number"], text: Amounts.bytes(bytes))
        }
    }

    /// Adds a cell with a number; zero is paler.
    func addNumber(_ number: Int, styleClass: String = "number", to html: inout HTMLWriter) {
        html.element("td", ["class": number == 0 ? "\(styleClass) zero" : styleClass], text: Amounts.count(number))
    }
}
