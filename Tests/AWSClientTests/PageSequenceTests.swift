import AWSClient
import Synchronization
import Testing

@Suite("Pages of a listing", .timeLimit(.minutes(10)))
struct PageSequenceTests {
    private func all(_ tokens: [String?]) async throws -> [String] {
        let tokens = Mutex(tokens[...])
        return try await PageSequence(operation: "a:List") { token in
            ([token ?? "first"], tokens.withLock { $0.popFirst() ?? nil })
        }.all()
    }

    @Test("come in their order, until there is no token, or an empty one", arguments: [nil, ""])
    func end(last: String?) async throws {
        #expect(try await all(["a", "b", last, "c"]) == ["first", "a", "b"])
    }

    @Test("never go on for ever", arguments: [["a", "a"], ["a", "b", "a"]])
    func loop(tokens: [String]) async throws {
        let error = await #expect(throws: AWSError.self) { try await all(tokens) }
        #expect(error?.code == .malformedResponse)
        #expect(error?.operation == "a:List")
    }

    /// Pages of entries, each with a token that no other has.
    private func list(_ pages: some Sequence<[String]> & Sendable) async throws -> [String] {
        let pages = Mutex(Array(pages)[...])
        return try await PageSequence(operation: "a:List") { token in
            let (page, isLast) = pages.withLock { ($0.popFirst() ?? [], $0.isEmpty) }
            return (page, isLast ? nil : "\((token.flatMap { Int($0) } ?? 0) + 1)")
        }.all()
    }

    @Test(
        "never go on for ever under new tokens: a hundred in a row that bring nothing new are an error",
        arguments: [[], ["a"], ["b", "a"]])
    func idlePages(page: [String]) async throws {
        let idle = Array(repeating: page, count: 100)
        let error = await #expect(throws: AWSError.self) { try await list([["a", "b"]] + idle + [["c"]]) }
        #expect(error?.code == .malformedResponse)
        #expect(error?.message == "100 pages of the listing in a row brought nothing new: it would never end")
        let two = [["a", "b"]] + idle.dropFirst() + [["c"]] + idle.dropFirst() + [["d"]]
        #expect(Set(try await list(two)) == ["a", "b", "c", "d"])
    }

    @Test("that are more than a list never go on for ever, either")
    func idleWholePages() async throws {
        let error = await #expect(throws: AWSError.self) {
            try await PageSequence(operation: "a:List") { token in
                (["a"], "\((token.flatMap { Int($0) } ?? 0) + 1)")
            }.allPages { $0 }
        }
        #expect(error?.message == "100 pages of the listing in a row brought nothing new: it would never end")
        let pages = PageSequence(operation: "a:List") { token in ([token ?? "a"], token == nil ? "b" : nil) }
        #expect(try await pages.allPages { $0 } == [["a"], ["b"]])
    }

    /// Three pages; each that is fetched is announced.
    private func threePages(
        _ announce: @escaping @Sendable (Int) -> Void, failingAt failure: Int = 0
    ) -> PageSequence<Int> {
        PageSequence(operation: "a:List") { token in
            let page = token.flatMap { Int($0) } ?? 1
            announce(page)
            if page == failure { throw Failure() }
            return (page, page == 3 ? nil : "\(page + 1)")
        }
    }

    private struct Failure: Error {}

    @Test("are given to a body in their order, each while the one after it is fetched")
    func forEach() async throws {
        let (fetches, fetching) = AsyncStream<Int>.makeStream()
        var fetched = fetches.makeAsyncIterator()
        var read: [Int] = []
        try await PageSequence.forEachPage(of: [threePages { fetching.yield($0) }.makeAsyncIterator()]) { _, page in
            // The body of the first page goes on only when the second is being fetched, and so on.
            if page == 1 { #expect(await fetched.next() == 1) }
            if page < 3 { #expect(await fetched.next() == page + 1) }
            read.append(page)
            return true
        }
        #expect(read == [1, 2, 3])
    }

    @Test("of several listings are given in turns, also where one ends before the others or has no page left")
    func severalListings() async throws {
        let short = PageSequence<Int>(operation: "a:List") { _ in (10, nil) }
        var ended = short.makeAsyncIterator()
        #expect(ended.hasNext)
        _ = try await ended.next()
        #expect(!ended.hasNext)
        let long = threePages { _ in }.makeAsyncIterator()
        var read: [[Int]] = []
        try await PageSequence.forEachPage(of: [long, ended, short.makeAsyncIterator(), long]) { listing, page in
            read.append([listing, page])
            return true
        }
        #expect(read == [[0, 1], [2, 10], [3, 1], [0, 2], [3, 2], [0, 3], [3, 3]])
    }

    @Test("of each of several listings bring something new in a hundred, or are an error")
    func idleListing() async throws {
        let endless = PageSequence<Int>(operation: "a:List") { token in
            let page = token.flatMap { Int($0) } ?? 0
            return (page, "\(page + 1)")
        }
        var read = [0, 0]
        let error = await #expect(throws: AWSError.self) {
            try await PageSequence.forEachPage(
                of: [endless.makeAsyncIterator(), endless.makeAsyncIterator()]
            ) { listing, page in
                read[listing] += 1
                return listing == 0 || page < 50
            }
        }
        #expect(error?.code == .malformedResponse)
        #expect(read == [150, 150])
    }

    @Test("of two listings are fetched at once, and the failure of one cancels the other")
    func failureOfOne() async throws {
        let (fetches, fetching) = AsyncStream<Void>.makeStream()
        let wasCancelled = Mutex(false)
        let waiting = PageSequence<Int>(operation: "a:List") { _ in
            fetching.yield()
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                wasCancelled.withLock { $0 = true }
                throw error
            }
            return (1, nil)
        }
        let failing = PageSequence<Int>(operation: "a:List") { _ in
            var fetches = fetches.makeAsyncIterator()
            await fetches.next()
            throw Failure()
        }
        await #expect(throws: Failure.self) {
            try await PageSequence.forEachPage(
                of: [waiting.makeAsyncIterator(), failing.makeAsyncIterator()]
            ) { _, _ in true }
        }
        #expect(wasCancelled.withLock { $0 })
    }

    @Test("given to a body end with its error, and with that of a fetch once the pages before it were given")
    func forEachFails() async throws {
        var read: [Int] = []
        await #expect(throws: Failure.self) {
            try await PageSequence.forEachPage(of: [threePages { _ in }.makeAsyncIterator()]) { _, page in
                read.append(page)
                if page == 2 { throw Failure() }
                return true
            }
        }
        #expect(read == [1, 2])
        read = []
        await #expect(throws: Failure.self) {
            try await PageSequence.forEachPage(
                of: [threePages({ _ in }, failingAt: 3).makeAsyncIterator()]
            ) { _, page in
                read.append(page)
                return true
            }
        }
        #expect(read == [1, 2])
    }

    @Test("that a body refuses are not waited for: the call that is on its way is cancelled")
    func forEachCancels() async throws {
        let wasCancelled = Mutex(false)
        let pages = PageSequence<Int>(operation: "a:List") { token in
            guard token == nil else {
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    wasCancelled.withLock { $0 = true }
                    throw error
                }
                return (2, nil)
            }
            return (1, "2")
        }
        await #expect(throws: Failure.self) {
            try await PageSequence.forEachPage(of: [pages.makeAsyncIterator()]) { _, _ in throw Failure() }
        }
        #expect(wasCancelled.withLock { $0 })
    }
}
