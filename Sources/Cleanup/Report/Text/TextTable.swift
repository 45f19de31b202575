/// A table of texts in columns, for a terminal.
struct TextTable {
    /// A column.
    struct Column {
        /// The heading of the column.
        let heading: String
        /// Whether cells are aligned to the right, as numbers are.
        var isRight = true
    }

    /// The columns; the first takes the room that the others leave.
    let columns: [Column]
    /// The cells, row by row.
    var rows: [[String]] = []
    /// The last row, below a rule; `nil` for none.
    var totals: [String]?

    private static let gap = "  "
    private static let leastFirstWidth = 12

    /// The lines of the table.
    ///
    /// - Parameter width: the maximum number of characters in a line.
    func lines(width: Int) -> [String] {
        let all = [columns.map(\.heading)] + rows + (totals.map { [$0] } ?? [])
        var widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let others = widths.dropFirst().reduce(0) { $0 + Self.gap.count + $1 }
        widths[0] = min(widths[0], max(Self.leastFirstWidth, width - others))
        let lines = all.map { line(of: $0, widths) }
        guard totals != nil else { return lines }
        let rule = String(repeating: "─", count: widths[0] + others)
        return lines.dropLast() + [rule] + lines.suffix(1)
    }

    private func line(of cells: [String], _ widths: [Int]) -> String {
        let padded = zip(zip(cells, widths), columns).map { cell, column in
            let text = cell.0.shortened(to: cell.1)
            let padding = String(repeating: " ", count: max(0, cell.1 - text.count))
            return column.isRight ? padding + text : text + padding
        }
        return padded.joined(separator: Self.gap).droppingTrailingSpaces
    }
}

extension String {
    /// The text, without its middle if it is too long.
    ///
    /// Both ends of a name tell the most.
    func shortened(to limit: Int) -> String {
        guard count > limit, limit > 1 else { return self }
        let tail = (limit - 1) / 2
        return prefix(limit - 1 - tail) + "…" + suffix(tail)
    }

    fileprivate var droppingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
