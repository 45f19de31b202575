import ECRSimulator
import Foundation
import HTTPTypes
import Testing

@Suite("AWS JSON 1.1")
struct ProtocolTests {
    private let registry: SimulatedRegistry

    init() throws { registry = try SimulatedRegistry(.app(count: 1)) }

    private func post(target: String?, _ body: String, method: HTTPRequest.Method = .post) throws -> Reply {
        var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/")
        head.headerFields[try #require(HTTPField.Name("X-Amz-Target"))] = target
        return Reply(registry.answer(to: head, body: Data(body.utf8)))
    }

    @Test("gives each answer an id of its own, its length, its type and the registry's date")
    func fields() throws {
        registry.clockOffsetSeconds = 600
        let replies = try (0..<2).map { _ in try registry.call("DescribeRepositories") }
        let id = try #require(HTTPField.Name("x-amzn-RequestId"))
        #expect(replies.map { $0.fields[id] } == (1...2).map { "00000000-0000-4000-8000-00000000000\($0)" })
        #expect(replies[0].fields[.contentType] == "application/x-amz-json-1.1")
        #expect(replies[0].fields[.date] == "Mon, 21 Sep 2026 14:23:20 GMT")
        #expect(try #require(replies[0].fields[.contentLength].flatMap { Int($0) }) > 0)
    }

    @Test("names an error in the header and in the body")
    func errors() throws {
        let reply = try registry.call("DescribeImages", ["repositoryName": "gone"])
        #expect(reply.fields[try #require(HTTPField.Name("x-amzn-errortype"))] == "RepositoryNotFoundException")
        #expect(reply.code == "RepositoryNotFoundException")
        #expect(
            reply.message == "The repository with name 'gone' does not exist in the registry with id '123456789012'")
    }

    @Test(
        "does not know operations that are not the service's",
        arguments: [
            nil, "", "DescribeImages", "AmazonEC2ContainerRegistry_V20150921", "Other.DescribeImages",
            "AmazonEC2ContainerRegistry_V20150921.DropImages",
        ])
    func unknownOperation(target: String?) throws {
        let reply = try post(target: target, "{}")
        #expect(reply.status == 400)
        #expect(reply.code == "UnknownOperationException")
    }

    @Test("takes calls by POST alone")
    func method() throws {
        let target = "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"
        #expect(try post(target: target, "{}", method: .get).code == "UnknownOperationException")
    }

    @Test("refuses a body that is no request", arguments: ["", "{", "[]", #"{"repositoryName": 1}"#])
    func malformedBody(body: String) throws {
        let reply = try post(target: "AmazonEC2ContainerRegistry_V20150921.DescribeImages", body)
        #expect(reply.status == 400)
        #expect(reply.code == "SerializationException")
    }

    @Test("ignores members that the model does not know")
    func unknownMembers() throws {
        #expect(try registry.call("DescribeImages", ["repositoryName": "app", "new": 1]).status == 200)
    }
}
