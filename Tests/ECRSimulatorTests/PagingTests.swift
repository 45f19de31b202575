import ECRSimulator
import ImageModel
import Testing

@Suite("Paging")
struct PagingTests {
    @Test("gives each image once, whatever the page's size", arguments: [1, 7, 29, 30, 1_000])
    func pages(size: Int) throws {
        let registry = try SimulatedRegistry(.app(count: 30))
        let pages = try registry.pages("DescribeImages", size: size)
        #expect(pages.dropLast().allSatisfy { $0.rows("imageDetails").count == size })
        #expect(pages.flatMap { $0.strings("imageDetails", "imageDigest") } == registry.digests)
        #expect(pages.count == (30 + size - 1) / size)
    }

    @Test("gives a hundred images where the request does not say how many")
    func defaultSize() throws {
        let registry = try SimulatedRegistry(.app(count: 101))
        let reply = try registry.call("DescribeImages", ["repositoryName": "app"])
        #expect(reply.rows("imageDetails").count == 100)
        #expect(reply.nextToken != nil)
    }

    @Test("neither repeats nor skips an image while others are deleted between the pages")
    func deletionWhilePaging() throws {
        let registry = try SimulatedRegistry(.app(count: 1_200))
        let all = registry.images(in: "app").map(\.digest)
        // Before the page, after it, and the very image at the next page's start; enough of them for empty slots to be
        // removed.
        let gone = Set(all.enumerated().filter { $0.offset % 4 != 1 || $0.offset == 301 }.map(\.element))
        var seen: [String] = []
        let first = try registry.call("DescribeImages", ["repositoryName": "app", "maxResults": 300])
        for digest in gone { registry.remove(digest, from: "app") }
        var reply = first
        while true {
            seen += reply.strings("imageDetails", "imageDigest")
            guard let token = reply.nextToken else { break }
            reply = try registry.call(
                "DescribeImages", ["repositoryName": "app", "maxResults": 10, "nextToken": token])
        }
        #expect(
            seen == all.enumerated().filter { $0.offset < 300 || !gone.contains($0.element) }.map { "\($0.element)" })
    }

    @Test("shows an image that is pushed between the pages")
    func pushWhilePaging() throws {
        let registry = try SimulatedRegistry(.app(count: 3))
        let first = try registry.call("DescribeImages", ["repositoryName": "app", "maxResults": 2])
        let pushed = try registry.push(ImageEntry("late", pushed: .daysAgo(0)), to: "app")
        let second = try registry.call(
            "DescribeImages", ["repositoryName": "app", "nextToken": try #require(first.nextToken)])
        #expect(second.strings("imageDetails", "imageDigest").last == "\(pushed)")
    }

    @Test("ends without a token where the filter passes nothing more")
    func endByFilter() throws {
        let registry = try SimulatedRegistry(
            .app([ImageEntry("tagged", tags: ["v1"], pushed: .daysAgo(1)), ImageEntry("untagged", pushed: .daysAgo(2))])
        )
        let reply = try registry.call(
            "DescribeImages", ["repositoryName": "app", "maxResults": 1, "filter": ["tagStatus": "TAGGED"]])
        #expect(reply.nextToken == nil)
    }

    @Test("refuses the token of another listing")
    func foreignToken() throws {
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: ["app", "other"].map { RepositoryEntry($0, generate: ImageSeries(count: 2)) }))
        let token = try #require(
            try registry.call("DescribeImages", ["repositoryName": "app", "maxResults": 1]).nextToken)
        for (operation, name) in [("DescribeImages", "other"), ("ListImages", "app")] {
            let reply = try registry.call(Operation(operation), ["repositoryName": name, "nextToken": token])
            #expect(reply.code == "InvalidParameterException")
        }
    }

    @Test(
        "refuses the token of another combination of filters, and takes a default for what it stands for",
        arguments: [
            ([:], nil), (["imageStatus": "ACTIVE"], nil), (["tagStatus": "ANY"], nil),
            (["imageStatus": "ANY"], "InvalidParameterException"),
            (["tagStatus": "TAGGED"], "InvalidParameterException"),
            (["tagStatus": "UNTAGGED"], "InvalidParameterException"),
        ] as [([String: String], String?)])
    func tokenOfAnotherFilter(filter: [String: String], code: String?) throws {
        let registry = try SimulatedRegistry(.app(count: 2))
        for operation: Operation in ["DescribeImages", "ListImages"] {
            let token = try #require(
                try registry.call(operation, ["repositoryName": "app", "maxResults": 1]).nextToken)
            let reply = try registry.call(operation, ["repositoryName": "app", "nextToken": token, "filter": filter])
            #expect(reply.code == code)
        }
    }

    @Test("lists a row for each tag, cutting pages between the tags of an image", arguments: [1, 2, 3, 1_000])
    func listImages(size: Int) throws {
        let registry = try SimulatedRegistry(
            .app([
                ImageEntry("one", tags: ["a", "b", "c"], pushed: .daysAgo(1)), ImageEntry("two", pushed: .daysAgo(2)),
                ImageEntry("three", tags: ["d"], pushed: .daysAgo(3)),
            ]))
        let rows = try registry.pages("ListImages", size: size).flatMap { $0.rows("imageIds") }
        #expect(rows.map { $0["imageTag"] as? String } == ["a", "b", "c", nil, "d"])
        #expect(
            rows.map { $0["imageDigest"] as? String }
                == (try ["one", "one", "one", "two", "three"].map { "\(try registry.digest($0))" }))
    }

    @Test("lists repositories by name, also while one of them goes", arguments: [1, 2, 1_000])
    func repositories(size: Int) throws {
        let names = ["team-b/app", "team-a/app", "base", "team-a/job"]
        let registry = try SimulatedRegistry(RegistryFile(repositories: names.map { RepositoryEntry($0) }))
        var seen: [String] = []
        var request: [String: Any] = ["maxResults": size]
        while true {
            let reply = try registry.call("DescribeRepositories", request)
            seen += reply.strings("repositories", "repositoryName")
            guard let token = reply.nextToken else { break }
            request["nextToken"] = token
        }
        #expect(seen == names.sorted())
    }
}

extension SimulatedRegistry {
    /// The digests of `app`, in the order of the listing.
    fileprivate var digests: [String] { images(in: "app").map { "\($0.digest)" } }

    /// All pages of a listing of `app`.
    fileprivate func pages(_ operation: Operation, size: Int) throws -> [Reply] {
        var request: [String: Any] = ["repositoryName": "app", "maxResults": size]
        var pages: [Reply] = []
        while true {
            let reply = try call(operation, request)
            pages.append(reply)
            guard let token = reply.nextToken else { return pages }
            request["nextToken"] = token
        }
    }
}
