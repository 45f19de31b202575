import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import Testing

@Suite("In a test's process")
struct InProcessTests {
    private func request(_ name: String, timeout: Duration? = nil) throws -> TransportRequest {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "registry.test", path: "/")
        let target = try #require(HTTPField.Name("X-Amz-Target"))
        head.headerFields[target] = "AmazonEC2ContainerRegistry_V20150921.\(name)"
        return TransportRequest(head: head, body: Data("{}".utf8), timeout: timeout)
    }

    @Test("a transport gives whole answers")
    func answers() async throws {
        let transport = SimulatorTransport(to: try SimulatedRegistry(.app(count: 1)))
        let response = try await transport.send(try request("DescribeRepositories"))
        #expect(response.head.status == .ok)
        #expect(!response.body.isEmpty)
    }

    @Test(
        "a transport throws what a cut connection is",
        arguments: [.connectionCut(afterEffect: true), Fault.Kind.truncatedBody])
    func cuts(kind: Fault.Kind) async throws {
        let registry = try SimulatedRegistry(.app([], faults: FaultPlan([Fault(kind)])))
        let error = await #expect(throws: TransportError.self) {
            try await SimulatorTransport(to: registry).send(try request("DescribeRepositories"))
        }
        #expect(error?.kind == .connectionLost)
        #expect(error?.host == "registry.test")
    }

    @Test("a transport waits for a late answer with the sleep that it is given, up to the request's timeout")
    func latency() async throws {
        let registry = try SimulatedRegistry(.app([], faults: FaultPlan([Fault(.latency(milliseconds: 200))])))
        let waits = WaitLog()
        let transport = SimulatorTransport(to: registry) { wait in waits.durations.withLock { $0.append(wait) } }
        _ = try await transport.send(try request("DescribeRepositories"))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(try request("DescribeRepositories", timeout: .milliseconds(50)))
        }
        #expect(error?.kind == .timedOut)
        #expect(waits.durations.withLock { $0 } == [.milliseconds(200), .milliseconds(50)])
    }

    @Test("a hook changes the registry just before a call takes effect, and just after")
    func hooks() throws {
        let registry = try SimulatedRegistry(
            .app([ImageEntry("one", pushed: .daysAgo(1)), ImageEntry("two", pushed: .daysAgo(2))]))
        let one = try registry.digest("one")
        registry.on(.before, call: 2, of: "DescribeImages") { $0.tag(one, as: "late", in: "app") }
        registry.on(.after, call: 2, of: "DescribeImages") { $0.pull(one, in: "app") }
        let replies = try (1...3).map { _ in try registry.call("DescribeImages", ["repositoryName": "app"]) }
        let images = replies.map { $0.rows("imageDetails")[0] }
        #expect(images.map { $0["imageTags"] as? [String] } == [nil, ["late"], ["late"]])
        #expect(images.map { $0["lastRecordedPullTime"] != nil } == [false, false, true])
    }

    @Test("others' pushes and deletions are no calls")
    func changes() throws {
        let registry = try SimulatedRegistry(.app([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1))]))
        let two = try registry.push(ImageEntry("two", tags: ["v1"], pushed: .daysAgo(0), subject: "one"), to: "app")
        #expect(registry.images(in: "app").map(\.tags) == [[], ["v1"]])
        #expect(registry.images(in: "app")[1].subject == (try registry.digest("one")))
        registry.untag("v1", in: "app")
        registry.update(two, in: "app") { $0.status = .archived }
        registry.remove(try registry.digest("one"), from: "app")
        #expect(registry.images(in: "app").map(\.status) == [.archived])
        #expect(registry.calls.isEmpty)
    }

    @Test("a push into nowhere, or of an index whose manifests are not there, is an error")
    func badPushes() throws {
        let registry = try SimulatedRegistry(.app(count: 1))
        #expect(throws: RegistryFileError.self) {
            try registry.push(ImageEntry("x", pushed: .daysAgo(0)), to: "gone")
        }
        #expect(throws: RegistryFileError.self) {
            try registry.push(ImageEntry("x", pushed: .daysAgo(0), manifests: ["gone"]), to: "app")
        }
    }

    @Test("calls from many tasks at once each take effect as a whole")
    func concurrency() async throws {
        let registry = try SimulatedRegistry(.app(count: 400))
        let digests = registry.images(in: "app").map { "\($0.digest)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in stride(from: 0, to: 400, by: 10) {
                group.addTask {
                    let ids = digests[start..<start + 10].map { ["imageDigest": $0] }
                    _ = try registry.call("BatchDeleteImage", ["repositoryName": "app", "imageIds": ids])
                    _ = try registry.call("DescribeImages", ["repositoryName": "app"])
                }
            }
            try await group.waitForAll()
        }
        #expect(registry.images(in: "app").isEmpty)
        #expect(registry.calls == ["BatchDeleteImage": 40, "DescribeImages": 40])
    }
}

/// The requested waits.
private final class WaitLog: Sendable {
    let durations = Mutex<[Duration]>([])
}
