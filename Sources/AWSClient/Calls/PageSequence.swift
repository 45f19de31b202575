/// The pages of a listing, fetched one by one on demand.
///
/// The listing ends when the service gives no token or an empty one. A repeated token is an error, since it would list
/// the same pages for ever.
public struct PageSequence<Page: Sendable>: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Page

    /// Fetches the page of a token and returns the next token.
    ///
    /// The token is `nil` for the first page.
    public typealias Fetch = @Sendable (_ token: String?) async throws -> (page: Page, next: String?)

    private let operation: String
    private let fetch: Fetch

    /// Creates a listing; nothing is fetched yet.
    ///
    /// - Parameters:
    ///   - operation: the permission that the listing needs, such as `ecr:DescribeImages`, for errors.
    ///   - fetch: fetches a page.
    public init(operation: String, fetch: @escaping Fetch) {
        self.operation = operation
        self.fetch = fetch
    }

    /// A check that this listing's pages bring something new.
    ///
    /// It is for callers that iterate over the pages themselves.
    public var progress: ListingProgress { ListingProgress(operation: operation) }

    /// Begins at the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(operation: operation, fetch: fetch)
    }

    /// Fetches the pages in their order.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private enum Position {
            case at(token: String?)
            case end
        }

        fileprivate let operation: String
        private let fetch: Fetch
        private var position = Position.at(token: nil)
        private var seen: Set<String> = []

        /// Whether there is another page.
        public var hasNext: Bool {
            if case .at = position { true } else { false }
        }

        init(operation: String, fetch: @escaping Fetch) {
            self.operation = operation
            self.fetch = fetch
        }

        /// Fetches the next page, or returns `nil` after the last.
        ///
        /// - Throws: errors of the call, and `AWSError` for a repeated token. The listing then ends, since its next
        ///   token is unknown.
        public mutating func next() async throws -> Page? {
            guard case .at(let token) = position else { return nil }
            position = .end
            let (page, next) = try await fetch(token)
            if let next, !next.isEmpty {
                guard seen.insert(next).inserted else {
                    throw AWSError(
                        code: .malformedResponse, operation: operation,
                        message: "the listing gave the same nextToken twice and would never end")
                }
                position = .at(token: next)
            }
            return page
        }
    }

    /// Gives the pages of several listings to a body, while the next page of each is fetched.
    ///
    /// The listings take turns, so the order of the pages is always the same.
    ///
    /// - Parameters:
    ///   - listings: the listings, each from its next page on.
    ///   - body: is told which listing a page is of. Returns whether the page had an entry that no earlier page of the
    ///     listing had.
    /// - Throws: errors of a call, after the earlier pages were given to the body. Also errors of the body, and
    ///   `AWSError` when the pages of a listing stop bringing anything new. Calls in flight are cancelled.
    public static func forEachPage(
        of listings: [Iterator], _ body: (_ listing: Int, Page) async throws -> Bool
    ) async throws {
        var progress = listings.map { ListingProgress(operation: $0.operation) }
        var turn = try await nextTurn(of: listings.enumerated().map { ($0.offset, $0.element) })
        while !turn.isEmpty {
            let rest = turn.map { ($0.listing, $0.rest) }
            async let next = nextTurn(of: rest)
            for (listing, page, _) in turn {
                try progress[listing].notePage(isNew: try await body(listing, page))
            }
            turn = try await next
        }
    }

    /// Fetches the next page of each listing at once; listings that have ended are left out.
    private static func nextTurn(
        of listings: [(number: Int, pages: Iterator)]
    ) async throws -> [(listing: Int, page: Page, rest: Iterator)] {
        try await withThrowingTaskGroup { group in
            for (number, pages) in listings where pages.hasNext {
                group.addTask {
                    var rest = pages
                    return (listing: number, page: try await rest.next(), rest: rest)
                }
            }
            var turn: [(listing: Int, page: Page, rest: Iterator)] = []
            for try await (listing, page, rest) in group {
                if let page { turn.append((listing, page, rest)) }
            }
            return turn.sorted { $0.listing < $1.listing }
        }
    }
}

extension PageSequence {
    /// Fetches pages up to the first entry that meets a condition.
    ///
    /// - Parameter identity: the part of an entry that tells it from others.
    /// - Returns: the entry, or `nil` if no page has such an entry.
    /// - Throws: errors of a call, and `AWSError` when the pages stop bringing anything new.
    public func first<Entry>(
        identifiedBy identity: (Entry) -> some Hashable, isolation: isolated (any Actor)? = #isolation,
        where isWanted: (Entry) -> Bool
    ) async throws -> Entry? where Page == [Entry] {
        var progress = progress
        for try await page in self {
            if let entry = page.first(where: isWanted) { return entry }
            try progress.notePage(of: page.lazy.map(identity))
        }
        return nil
    }

    /// Fetches all pages.
    ///
    /// - Parameter identity: the part of an entry that tells it from others.
    /// - Returns: the entries of all pages, in their order.
    /// - Throws: errors of a call, and `AWSError` when the pages stop bringing anything new.
    public func all<Entry>(
        identifiedBy identity: (Entry) -> some Hashable, isolation: isolated (any Actor)? = #isolation
    ) async throws -> [Entry] where Page == [Entry] {
        var entries: [Entry] = []
        _ = try await first(identifiedBy: identity) { entry in
            entries.append(entry)
            return false
        }
        return entries
    }

    /// Fetches all pages, for pages that are more than a list.
    ///
    /// - Parameter identities: the parts of a page that tell its entries from others.
    /// - Throws: errors of a call, and `AWSError` when the pages stop bringing anything new.
    public func allPages(
        identifiedBy identities: (Page) -> [some Hashable], isolation: isolated (any Actor)? = #isolation
    ) async throws -> [Page] {
        var progress = progress
        var pages: [Page] = []
        for try await page in self {
            pages.append(page)
            try progress.notePage(of: identities(page))
        }
        return pages
    }

    /// Fetches all pages.
    ///
    /// - Returns: the entries of all pages, in their order.
    /// - Throws: errors of a call, and `AWSError` when the pages stop bringing anything new.
    public func all<Entry: Hashable>() async throws -> [Entry] where Page == [Entry] {
        try await all { $0 }
    }
}
