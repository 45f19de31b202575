/// A check that a listing makes progress and so will end.
///
/// A service might give a new token with every page although the pages bring nothing new.
public struct ListingProgress: Sendable {
    /// The number of consecutive idle pages at which a listing fails.
    static let maximumIdlePages = 100

    private let operation: String
    private var idlePages = 0

    /// Begins to check a listing.
    ///
    /// - Parameter operation: the permission that the listing needs, for the error.
    init(operation: String) { self.operation = operation }

    /// Notes a page.
    ///
    /// - Parameter isNew: whether the page had an entry that no earlier page had.
    /// - Throws: `AWSError` after too many pages in a row without a new entry.
    public mutating func notePage(isNew: Bool) throws {
        idlePages = isNew ? 0 : idlePages + 1
        guard idlePages < Self.maximumIdlePages else {
            throw AWSError(
                code: .malformedResponse, operation: operation,
                message: "\(idlePages) pages of the listing in a row brought nothing new: it would never end")
        }
    }
}
