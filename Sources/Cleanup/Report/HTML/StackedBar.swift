/// A bar of coloured parts, as an SVG without any style.
struct StackedBar {
    /// The width of the drawing; the page stretches it.
    private static let width = 1000.0
    /// The minimum width of a part, so that every part is visible.
    private static let leastWidth = 4.0
    /// The space between parts.
    private static let gap = 2.0

    /// The parts, from left to right.
    let parts: [(category: ImageCategory, value: Double)]
    /// The value that takes the whole width.
    let scale: Double
    /// The bar in words.
    let label: String
    /// Whether the bar is the page's large bar.
    var isLarge = false

    /// Writes the bar, if it has any part.
    func write(to html: inout HTMLWriter) {
        guard !parts.isEmpty else { return }
        let size: HTMLWriter.Attributes = [
            "class": isLarge ? "bar large" : "bar", "viewBox": "0 0 1000 10", "preserveAspectRatio": "none",
            "role": "img", "aria-label": label,
        ]
        html.element("svg", size) { html in
            var x = 0.0
            let last = parts.last { $0.value > 0 }?.category
            for (category, value) in parts where value > 0 && scale > 0 {
                let width = min(max(value / scale * Self.width, Self.leastWidth), Self.width - x)
                guard width > 0 else { break }
                let drawn = category == last ? width : width - Self.gap
                html.element(
                    "rect",
                    [
                        "class": category.styleClass, "x": Self.text(x), "y": "0", "width": Self.text(drawn),
                        "height": "10",
                    ], text: "")
                x += width
            }
        }
    }

    /// A number with one decimal.
    private static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension CategorySums {
    /// A bar of the images' bytes.
    func bytesBar(scale: Double, isDryRun: Bool, isLarge: Bool = false) -> StackedBar {
        let label = categories.map { "\($0.label(isDryRun: isDryRun)) \(Amounts.bytes(bytes($0)))" }
        return StackedBar(
            parts: categories.map { ($0, Double(bytes($0))) }, scale: scale, label: label.joined(separator: ", "),
            isLarge: isLarge)
    }

    /// A bar of the images' numbers.
    func countBar(scale: Double, isDryRun: Bool) -> StackedBar {
        let label = categories.map { "\($0.label(isDryRun: isDryRun)) \(Amounts.count(count($0)))" }
        return StackedBar(
            parts: categories.map { ($0, Double(count($0))) }, scale: scale, label: label.joined(separator: ", "))
    }

    /// The bytes of all images.
    var bytes: Double { categories.reduce(0) { $0 + Double(bytes($1)) } }
}
