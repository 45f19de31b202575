/// A text for each row; equal texts are stored once.
struct TextColumn: Sendable {
    private(set) var texts = TextList()
    /// For each row, the position of its text in `texts`.
    private var positions: [Int32] = []

    /// Adds a row.
    mutating func append(_ text: String) { positions.append(Int32(texts.position(of: text))) }

    /// Removes all rows but these, and the texts that no other row has.
    ///
    /// - Parameter rows: rows in ascending order.
    mutating func keep(_ rows: [Int]) {
        positions.keep(rows)
        var isUsed = [Bool](repeating: false, count: texts.count)
        for position in positions { isUsed[Int(position)] = true }
        let used = isUsed.indices.filter { isUsed[$0] }
        var newPositions = [Int32](repeating: 0, count: texts.count)
        for (newPosition, position) in used.enumerated() { newPositions[position] = Int32(newPosition) }
        texts.keep(used)
        for row in positions.indices { positions[row] = newPositions[Int(positions[row])] }
    }

    /// The texts of some rows, numbered in the order of their first use.
    ///
    /// - Returns: the texts' positions in `texts` by number, and the number of each row's text.
    func numbered(in rows: [Int]) -> (texts: [Int], numbers: [Int32]) {
        var numberOfText = [Int32](repeating: -1, count: texts.count)
        var used: [Int] = []
        let numbers = rows.map { row in
            let position = Int(positions[row])
            if numberOfText[position] < 0 {
                numberOfText[position] = Int32(used.count)
                used.append(position)
            }
            return numberOfText[position]
        }
        return (used, numbers)
    }
}
