/// The pages of a listing that is sorted by keys.
struct Paging {
    /// The listing, filters included; other listings refuse its tokens.
    let listing: String
    /// The maximum number of items on a page.
    let limit: Int
    /// The request's token.
    let token: String?

    /// Returns a page.
    ///
    /// If the page's first item was removed, the page begins with the item after it.
    ///
    /// - Parameter isDescending: whether the last key comes first.
    func page<Item>(
        of items: [Item], isDescending: Bool = false, key: (Item) -> String
    ) throws -> (items: [Item], nextToken: String?) {
        var items = items.map { (key: key($0), item: $0) }
        items.sort { isDescending ? $0.key > $1.key : $0.key < $1.key }
        if let start = try PageToken.position(in: token, of: listing) {
            items = Array(items.drop { isDescending ? $0.key > start : $0.key < start })
        }
        let next = items.dropFirst(limit).first.map { PageToken(listing: listing, position: $0.key).text }
        return (items.prefix(limit).map(\.item), next)
    }
}
