/// A check that a listing brings something new, and so comes to its end.
///
/// A service that gives a new token with each page, and with none of them anything new, would be asked for ever.
public struct ListingProgress: Sendable {
    /// How many pages in a row may bring nothing new.
    static let maximumIdlePages = 100

    private let operation: String
    private var idlePages = 0

    /// Begins to check a listing.
    ///
    /// - Parameter operation: the permission that the listing needs, for the error.
    init(operation: String) { self.operation = operation }

    /// Notes a page.
    ///
    /// - Parameter isNew: whether it brought an entry that no page before it had.
    /// - Throws: `AWSError` where too many pages in a row brought none.
    public mutating func notePage(isNew: Bool) throws {
        idlePages = isNew ? 0 : idlePages + 1
        guard idlePages < Self.maximumIdlePages else {
            throw AWSError(
                code: .malformedResponse, operation: operation,
                message: "\(idlePages) pages of the listing in a row brought nothing new: it would never end")
        }
    }
}
