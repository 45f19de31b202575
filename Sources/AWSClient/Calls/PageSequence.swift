/// The pages of a listing, fetched one by one as they are asked for.
///
/// It ends where the service gives no token, or an empty one. A token that came before would list the same pages
/// for ever, and is an error.
public struct PageSequence<Page: Sendable>: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Page

    /// Fetches the page that a token stands for, the first for `nil`, and the token of the page after it.
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

    /// A check that its pages bring something new, for those who go through them by themselves.
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

        private let operation: String
        private let fetch: Fetch
        private var position = Position.at(token: nil)
        private var seen: Set<String> = []

        init(operation: String, fetch: @escaping Fetch) {
            self.operation = operation
            self.fetch = fetch
        }

        /// Fetches the next page, or returns `nil` behind the last.
        ///
        /// - Throws: what the call throws; then the listing is at its end, since what follows it is not known.
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

        /// The next page, and the iterator that goes on behind it.
        fileprivate func following() async throws -> (page: Page?, rest: Self) {
            var rest = self
            let page = try await rest.next()
            return (page, rest)
        }
    }
}

extension PageSequence {
    /// Gives each page to a body, in their order, while the page after it is fetched.
    ///
    /// - Throws: what a call throws, after the pages before it were given; and what the body throws, when the call that
    ///   is on its way is cancelled.
    public func forEach(_ body: (Page) async throws -> Void) async throws {
        var position = try await makeAsyncIterator().following()
        while let page = position.page {
            let rest = position.rest
            async let following = rest.following()
            try await body(page)
            position = try await following
        }
    }

    /// Fetches all pages.
    ///
    /// - Parameter identity: what sets an entry apart from others.
    /// - Returns: the entries of all pages, in their order.
    /// - Throws: what a call throws, and `AWSError` where the pages bring nothing new any more.
    public func all<Entry>(identifiedBy identity: (Entry) -> some Hashable) async throws -> [Entry]
    where Page == [Entry] {
        var entries: [Entry] = []
        // Of what may be many thousands, only the hashes.
        var known: Set<Int> = []
        var progress = progress
        for try await page in self {
            let count = known.count
            for entry in page { known.insert(identity(entry).hashValue) }
            try progress.notePage(isNew: known.count > count)
            entries += page
        }
        return entries
    }

    /// Fetches all pages.
    ///
    /// - Returns: the entries of all pages, in their order.
    /// - Throws: what a call throws, and `AWSError` where the pages bring nothing new any more.
    public func all<Entry: Hashable>() async throws -> [Entry] where Page == [Entry] {
        try await all { $0 }
    }
}
