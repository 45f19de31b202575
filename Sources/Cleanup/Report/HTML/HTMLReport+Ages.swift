extension HTMLReport {
    /// Adds a histogram of the images' ages, split by category.
    func addAges(to html: inout HTMLWriter) {
        guard summary.totals.scanned > 0 else { return }
        let scale = Double(statistics.ages.map(\.count).max() ?? 0)
        addSection(
            "Ages", id: "ages", note: "Images by the time since their push; colours as above.", to: &html
        ) { html in
            html.element("table") { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        html.element("th", ["scope": "col"], text: "Age")
                        html.element("th", ["scope": "col", "class": "wide-cell"], text: "Decisions")
                        for heading in ["Images", summary.goHeading] {
                            html.element("th", ["scope": "col", "class": "number"], text: heading)
                        }
                    }
                }
                html.element("tbody") { html in
                    let last = statistics.ages.lastIndex { $0.count > 0 } ?? 0
                    for (range, sums) in zip(AgeRange.all, statistics.ages).prefix(last + 1) {
                        addAge(range, sums, scale: scale, to: &html)
                    }
                }
            }
        }
    }

    private func addAge(_ range: AgeRange, _ sums: CategorySums, scale: Double, to html: inout HTMLWriter) {
        html.element("tr") { html in
            html.element("th", ["scope": "row", "class": "label"], text: range.label)
            html.element("td") { html in
                sums.countBar(scale: scale, isDryRun: summary.isDryRun).write(to: &html)
            }
            addNumber(sums.count, to: &html)
            addNumber(sums.count(.goes) + sums.count(.archived), to: &html)
        }
    }
}
