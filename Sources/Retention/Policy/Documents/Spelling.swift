/// The comparison of misspelt names with known ones.
enum Spelling {
    /// The maximum number of letters that are compared one by one.
    private static let longestName = 40

    /// The known name that a misspelt one most likely means.
    ///
    /// Case and separators don't count. The result is `nil` if no name is near, or several are equally near.
    static func nearest(to name: String, among names: [String]) -> String? {
        let letters = letters(of: name.prefix(longestName * 2))
        guard !letters.isEmpty, letters.count <= longestName else { return nil }
        let known = names.map { (name: $0, letters: Self.letters(of: $0[...])) }
        if let equal = known.first(where: { $0.letters == letters }) { return equal.name }
        // "ecs" and "eks" differ in one letter, and are two things.
        guard letters.count > 3 else { return nil }
        let near = known.map { (name: $0.name, distance: distance(letters, $0.letters)) }
            .filter { $0.distance <= letters.count / 3 }
        if let least = near.map(\.distance).min() {
            let nearest = near.filter { $0.distance == least }
            return nearest.count == 1 ? nearest[0].name : nil
        }
        let longer = known.filter { $0.letters.contains(letters) }
        return longer.count == 1 ? longer[0].name : nil
    }

    private static func letters(of name: Substring) -> [Character] {
        Array(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// The number of letters to insert, remove or replace (Levenshtein).
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (position, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = position + 1
            for (column, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
