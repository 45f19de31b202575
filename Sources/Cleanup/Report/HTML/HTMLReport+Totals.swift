import Formats

extension HTMLReport {
    /// Adds the totals before and after, and a bar of bytes.
    ///
    /// The totals are images, storage and cost, and the images in use.
    func addTotals(to html: inout HTMLWriter) {
        let totals = summary.totals
        let deleted = statistics.total.count(.goes)
        let archived = statistics.total.count(.archived)
        let archive = archived == 0 ? "" : ", \(Amounts.count(archived)) to the archive"
        let inUse = summary.repositories.reduce(0) { $0 + $1.byProtection["inUse"] }
        html.element("dl", ["class": "tiles"]) { html in
            addTile(
                "Images", Amounts.count(totals.scanned), Amounts.count(totals.scanned - deleted),
                note: "\(Amounts.count(deleted)) \(goesWord(deleted))\(archive)", to: &html)
            addStorageTiles(to: &html)
            addTile("In use", nil, Amounts.count(inUse), note: sources, to: &html)
        }
        guard !statistics.total.categories.isEmpty else { return }
        addSection("Storage by decision", id: "storage", to: &html) { html in
            statistics.total.bytesBar(scale: statistics.total.bytes, isDryRun: summary.isDryRun, isLarge: true)
                .write(to: &html)
            addLegend(to: &html)
        }
    }

    /// Adds storage and cost before and after: by the images' sizes, and exact if layers were counted.
    private func addStorageTiles(to html: inout HTMLWriter) {
        let totals = summary.totals
        let (bytes, after) = (totals.bytesScanned, totals.bytesAfter)
        let (cost, costAfter) = (Summary.monthlyCost(ofBytes: bytes), Summary.monthlyCost(ofBytes: after))
        guard let exact = summary.exactBytes else {
            addTile(
                "Storage", Amounts.bytes(bytes), Amounts.bytes(after), note: "\(Amounts.bytes(bytes - after)) less",
                to: &html)
            addTile(
                "Monthly cost", Amounts.dollars(cost), Amounts.dollars(costAfter),
                note: "\(Amounts.dollars(cost - costAfter)) less a month", to: &html)
            return
        }
        let bounds =
            "at most \(Amounts.bytes(bytes)) → \(Amounts.bytes(after)), "
            + "\(Amounts.dollars(cost)) → \(Amounts.dollars(costAfter)) a month"
        addTile(
            "Storage, exact", Amounts.bytes(exact.stored), Amounts.bytes(exact.after),
            note: "\(Amounts.bytes(exact.freed)) freed; each layer counted once. \(exact.unreadSentence ?? "")",
            to: &html)
        addTile(
            "Monthly cost, exact", Amounts.monthlyCost(of: exact.stored), Amounts.monthlyCost(of: exact.after),
            note: "\(Amounts.monthlyCost(of: exact.freed)) less. By sizes \(bounds)", to: &html)
    }

    private func goesWord(_ count: Int) -> String {
        guard summary.isDryRun else { return "deleted" }
        return count == 1 ? "goes" : "go"
    }

    private func addTile(_ name: String, _ now: String?, _ after: String, note: String, to html: inout HTMLWriter) {
        html.element("div", ["class": "tile"]) { html in
            html.element("dt", text: name)
            html.element("dd", ["class": "figure"]) { html in
                if let now, now != after { html.element("span", ["class": "was"], text: "\(now) → ") }
                html.text(after)
            }
            html.element("dd", ["class": "muted small"], text: note)
        }
    }

    /// The sources of usage and their status, in words.
    private var sources: String {
        guard !summary.sources.isEmpty else { return "no source was asked" }
        let texts = summary.sources.map { source in
            switch source.status {
            case .ok: source.name
            case .failed: "\(source.name) could not be read"
            case .notNeeded: "\(source.name) not needed"
            }
        }
        return "kept from deletion: \(texts.listed(upTo: 6))"
    }

    private func addLegend(to html: inout HTMLWriter) {
        let total = statistics.total
        html.element("ul", ["class": "legend"]) { html in
            for category in total.categories {
                html.element("li") { html in
                    html.element("span", ["class": "swatch \(category.styleClass)"], text: "")
                    html.element("strong", text: category.label(isDryRun: summary.isDryRun))
                    html.element(
                        "span", ["class": "muted"],
                        text: " \(Amounts.count(total.count(category))) · \(Amounts.bytes(total.bytes(category)))")
                }
            }
        }
    }
}
