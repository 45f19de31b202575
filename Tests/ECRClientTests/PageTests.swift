import AWSClient
import ECRClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@Suite("Pages of a listing")
struct PageTests {
    private func page(_ names: [String], next: String? = nil) -> String {
        let entries = names.map {
            #"{"repositoryArn":"arn:\#($0)","registryId":"123456789012","repositoryName":"\#($0)"}"#
        }
        let token = next.map { #","nextToken":"\#($0)""# } ?? ""
        return #"{"repositories":[\#(entries.joined(separator: ","))]\#(token)}"#
    }

    @Test("come in their order, each asked for with the token of the one before it")
    func tokens() async throws {
        let transport = StubTransport.answering(
            page(["a"], next: "t 1/="), page([], next: "t2"), page(["b", "c"]), page(["never"]))
        let client = try ECRClient.forTests(.privateRegistry, transport)
        let all = try await client.describeRepositories().all()
        #expect(all.map(\.name) == ["a", "b", "c"])
        #expect(
            try transport.bodies == [
                #"{"maxResults":1000}"#, #"{"maxResults":1000,"nextToken":"t 1/="}"#,
                #"{"maxResults":1000,"nextToken":"t2"}"#,
            ])
    }

    @Test("end at a token that is absent, empty or null", arguments: ["", #","nextToken":"""#, #","nextToken":null"#])
    func end(member: String) async throws {
        let transport = StubTransport.answering(#"{"repositories":[]\#(member)}"#)
        let client = try ECRClient.forTests(.privateRegistry, transport)
        var pages = client.describeRepositories().makeAsyncIterator()
        #expect(try await pages.next() == [])
        #expect(try await pages.next() == nil)
        #expect(try await pages.next() == nil)
        #expect(transport.requests.count == 1)
    }

    @Test(
        "that come round again are an error, and no listing without end",
        arguments: [["x", "x"], ["x", "y", "x"], ["x", "y", "z", "y"], ["x", "y", "z", "z"]])
    func cycles(tokens: [String]) async throws {
        let transport = StubTransport { _, number in
            TransportResponse(.ok, text: page(["r\(number)"], next: tokens[min(number, tokens.count) - 1]))
        }
        let client = try ECRClient.forTests(.privateRegistry, transport)
        let error = try await failure { try await client.describeRepositories().all() }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "ecr:DescribeRepositories")
        #expect(error.message.contains("nextToken"))
        #expect(transport.requests.count == tokens.count)
    }

    @Test("end with the error that one of them meets")
    func errorMidway() async throws {
        let transport = StubTransport { _, number in
            guard number != 2 else {
                return TransportResponse(.badRequest, text: #"{"__type":"RepositoryNotFoundException"}"#)
            }
            return TransportResponse(.ok, text: page(["a"], next: "t\(number)"))
        }
        let client = try ECRClient.forTests(.privateRegistry, transport)
        var pages = client.describeRepositories().makeAsyncIterator()
        #expect(try await pages.next()?.count == 1)
        let error = try #require(await #expect(throws: AWSError.self) { _ = try await pages.next() })
        #expect(error.code == "RepositoryNotFoundException")
        #expect(try await pages.next() == nil)
        #expect(transport.requests.count == 2)
    }

    @Test("are fetched as they are asked for, and from the first by each iterator")
    func lazily() async throws {
        let transport = StubTransport { _, number in
            TransportResponse(.ok, text: page(["a"], next: "t\(number)"))
        }
        let pages = try ECRClient.forTests(.privateRegistry, transport).describeRepositories()
        #expect(transport.requests.isEmpty)
        for try await _ in pages { break }
        #expect(transport.requests.count == 1)
        for try await _ in pages { break }
        #expect(try transport.bodies == [#"{"maxResults":1000}"#, #"{"maxResults":1000}"#])
    }

    @Test("hold every image of a repository once, of whatever status, in either service", arguments: [1, 3, 7, 100])
    func everyImage(pageSize: Int) async throws {
        let statuses = [ImageStatus.active, .archived, .activating]
        let images = (0..<25).map { ImageEntry("image-\($0)", status: statuses[$0 % 3], pushed: .daysAgo(Double($0))) }
        let active = (0..<25).map { ImageEntry("image-\($0)", tags: [ImageTag("t\($0)")], pushed: .daysAgo(1)) }
        let file = RegistryFile(
            repositories: [RepositoryEntry("app", images: images)],
            publicRepositories: [RepositoryEntry("app", images: active)])
        for kind in [ECRClient.Kind.privateRegistry, .publicRegistry] {
            let (client, registry) = try ECRClient.simulated(kind, by: file, pageSize: pageSize)
            let listed = try await client.describeImages(in: "app").all()
            let held = registry.images(in: "app", of: kind == .privateRegistry ? .ecr : .ecrPublic)
            #expect(listed.count == 25)
            #expect(Set(listed.map(\.digest)) == Set(held.map(\.digest)))
            #expect(Set(listed.map(\.status)).count == (kind == .privateRegistry ? 3 : 1))
        }
    }

    @Test("hold repositories and exclusions, too")
    func otherListings() async throws {
        let names = (0..<5).map { "team/app-\($0)" }
        let file = RegistryFile(
            repositories: names.map { RepositoryEntry($0) },
            pullTimeUpdateExclusions: ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"])
        let (client, _) = try ECRClient.simulated(by: file, pageSize: 1)
        #expect(try await client.describeRepositories().all().map(\.name.description).sorted() == names)
        #expect(try await client.listPullTimeUpdateExclusions().all().count == 2)
    }
}
