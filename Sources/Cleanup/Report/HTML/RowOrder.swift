/// The order of the page's rows: that of the summary's repositories.
///
/// Repositories may arrive in any order. The images of each keep their order.
struct RowOrder {
    /// The rows of the table, by their position in the page.
    let rows: [Int]
    /// The positions of each repository's rows, in the summary's order.
    let ranges: [Range<Int>]

    /// Puts the listed images in order.
    ///
    /// - Parameter repositories: the numbers of the summary's repositories; `nil` for those without images.
    init(of images: ListedImages, in repositories: [Int?]) {
        let listed = images.rows
        let numbers = images.table.repositories
        var counts: [Int: Int] = [:]
        for row in listed { counts[Int(numbers[row]), default: 0] += 1 }
        var end = 0
        ranges = repositories.map { number in
            let start = end
            end += number.flatMap { counts[$0] } ?? 0
            return start..<end
        }
        var next: [Int: Int] = [:]
        for (number, range) in zip(repositories, ranges) {
            if let number { next[number] = range.lowerBound }
        }
        var rows = [Int](repeating: 0, count: end)
        for row in listed {
            let number = Int(numbers[row])
            guard let position = next[number] else { continue }
            rows[position] = row
            next[number] = position + 1
        }
        self.rows = rows
    }
}
