/// A list for each row, with the elements of all lists in one array.
///
/// Most lists are empty or short: an array of its own for each of them would take more memory than its elements.
struct PackedLists<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    /// For each row, the end of its list in `elements`.
    private var ends: [Int] = []

    /// The number of rows.
    var count: Int { ends.count }

    /// The list of a row.
    subscript(row: Int) -> ArraySlice<Element> { elements[range(of: row)] }

    /// Adds a row.
    mutating func append(_ list: some Sequence<Element>) {
        elements.append(contentsOf: list)
        ends.append(elements.count)
    }

    /// Removes all rows but these.
    ///
    /// - Parameter rows: rows in ascending order.
    mutating func keep(_ rows: [Int]) {
        var end = 0
        for (position, row) in rows.enumerated() {
            for index in range(of: row) {
                elements[end] = elements[index]
                end += 1
            }
            ends[position] = end
        }
        elements.removeLast(elements.count - end)
        ends.removeLast(ends.count - rows.count)
    }

    private func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

extension Array {
    /// Removes all elements but those of some rows, without another array.
    ///
    /// - Parameter rows: positions in ascending order.
    mutating func keep(_ rows: [Int]) {
        for (position, row) in rows.enumerated() { self[position] = self[row] }
        removeLast(count - rows.count)
    }
}
