/// The images that the page lists, up to a limit.
///
/// With a limit, selected images displace images that stay. Of each kind, the first ones by arrival are listed.
struct ListedImages: Sendable {
    private(set) var table = ImageTable()
    /// The number of all images, listed or not.
    private(set) var count = 0
    private let limit: Int
    private var selectedCount = 0

    /// Creates an empty list.
    ///
    /// - Parameter limit: the maximum number of images that are listed; `nil` for no limit.
    init(limit: Int?) { self.limit = max(0, limit ?? .max) }

    /// Adds an image, as long as it can be listed.
    ///
    /// - Parameter repository: the number of the image's repository.
    mutating func add(_ row: ImageReport, _ category: ImageCategory, repository: Int) {
        count += 1
        if category.isSelected {
            guard selectedCount < limit else { return }
            selectedCount += 1
        } else {
            guard table.count < limit else { return }
        }
        table.append(row, category, repository: repository)
        // Displaced rows are removed together, since each removal moves all rows behind it.
        if table.count - limit > limit / 16 { table.keep(rows) }
    }

    /// The listed rows of the table, in the order of arrival.
    var rows: [Int] {
        guard table.count > limit else { return Array(0..<table.count) }
        var room = limit - selectedCount
        return table.categories.indices.filter { row in
            if table.categories[row].isSelected { return true }
            room -= 1
            return room >= 0
        }
    }
}
