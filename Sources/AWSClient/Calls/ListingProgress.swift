/// A check that a listing has usable entries, makes progress and so will end.
///
/// A service might give a new token with every page although the pages bring nothing new.
public struct ListingProgress: Sendable {
    /// The number of consecutive idle pages at which a listing fails.
    static let maximumIdlePages = 100

    private let operation: String
    private var idlePages = 0
    /// The entries so far, as hashes alone, since there may be many thousands.
    private var known: Set<Int> = []

    /// Begins to check a listing.
    ///
    /// - Parameter operation: the permission that the listing needs, for the error.
    init(operation: String) { self.operation = operation }

    /// Notes a page.
    ///
    /// - Parameter entries: what tells each of the page's entries from others.
    /// - Throws: `AWSError` after too many pages in a row without a new entry. It is also thrown for an entry with an
    ///   empty name, about which nothing can be asked.
    public mutating func notePage<Entry: Hashable>(of entries: some Sequence<Entry>) throws {
        let count = known.count
        let areNames = Entry.self == String.self
        for entry in entries {
            guard !areNames || (entry as? String)?.isEmpty != true else {
                throw AWSError(
                    code: .malformedResponse, operation: operation, message: "the listing has an entry without a name")
            }
            known.insert(entry.hashValue)
        }
        try notePage(isNew: known.count > count)
    }

    /// Notes a page of a caller that knows the entries itself.
    ///
    /// - Parameter isNew: whether the page had an entry that no earlier page had.
    /// - Throws: `AWSError` after too many pages in a row without a new entry.
    mutating func notePage(isNew: Bool) throws {
        idlePages = isNew ? 0 : idlePages + 1
        guard idlePages < Self.maximumIdlePages else {
            throw AWSError(
                code: .malformedResponse, operation: operation,
                message: "\(idlePages) pages of the listing in a row brought nothing new: it would never end")
        }
    }
}
