/// The pages of a listing that is in the order of its items' keys.
struct Paging {
    /// What is listed, filters included: a token of one listing is refused by any other.
    let listing: String
    /// How many items a page has at most.
    let limit: Int
    /// The request's token.
    let token: String?

    /// Cuts out a page.
    ///
    /// Where the item is gone that the page was to begin with, it begins with the one that followed it.
    ///
    /// - Parameter isDescending: Whether the last key comes first.
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
