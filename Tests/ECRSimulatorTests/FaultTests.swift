import ECRSimulator
import Foundation
import ImageModel
import Testing

@Suite("Faults")
struct FaultTests {
    private func registry(_ faults: Fault..., seed: UInt64 = 1) throws -> SimulatedRegistry {
        try SimulatedRegistry(
            .app([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1))], faults: FaultPlan(seed: seed, faults)))
    }

    private func delete(_ registry: SimulatedRegistry) throws -> Reply {
        try registry.call("BatchDeleteImage", ["repositoryName": "app", "imageIds": [["imageTag": "v1"]]])
    }

    @Test(
        "errors that end a call before it takes effect",
        arguments: [
            (Fault.Kind.throttling, 400, "ThrottlingException"),
            (.expiredToken, 400, "ExpiredTokenException"),
            (.serverError(status: 500), 500, "ServerException"),
            (.serverError(status: 503), 503, "ServiceUnavailableException"),
            (.serverError(status: 502, hasJSONBody: false), 502, nil),
        ] as [(Fault.Kind, Int, String?)])
    func errors(kind: Fault.Kind, status: Int, code: String?) throws {
        let registry = try registry(Fault(kind))
        let reply = try delete(registry)
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect(reply.delivery == .whole)
        #expect(registry.images(in: "app").count == 1)
    }

    @Test(
        "what hides an answer after the call took effect, or before",
        arguments: [
            (Fault.Kind.connectionCut(afterEffect: false), 1, SimulatedAnswer.Delivery.none),
            (.connectionCut(afterEffect: true), 0, .none),
            (.truncatedBody, 0, .truncated(bodyBytes: 67)),
            (.serverError(status: 500, takesEffect: true), 0, .whole),
            (.serverError(status: 504, hasJSONBody: false, takesEffect: true), 0, .whole),
        ])
    func effects(kind: Fault.Kind, left: Int, delivery: SimulatedAnswer.Delivery) throws {
        let registry = try registry(Fault(kind))
        let reply = try delete(registry)
        #expect(registry.images(in: "app").count == left)
        #expect(reply.delivery == delivery)
        if case .serverError(let status, _, _) = kind { #expect(reply.status == status) }
    }

    @Test("latencies add up, and the call takes effect")
    func latency() throws {
        let registry = try registry(
            Fault(.latency(milliseconds: 30)), Fault(.latency(milliseconds: 12), of: "BatchDeleteImage"))
        let reply = try delete(registry)
        #expect(reply.delay == .milliseconds(42))
        #expect(reply.status == 200)
        #expect(registry.images(in: "app").isEmpty)
    }

    @Test("items of a batch fail by digest, or all of them")
    func itemFailures() throws {
        let registry = try SimulatedRegistry(.app(count: 3))
        let digests = registry.images(in: "app").map(\.digest)
        registry.faults = FaultPlan([
            Fault(.itemFailure(ItemFailure(digest: digests[1], code: "KmsError", reason: "key disabled")))
        ])
        let request: [String: Any] = [
            "repositoryName": "app", "imageIds": digests.map { ["imageDigest": "\($0)"] },
        ]
        let reply = try registry.call("BatchDeleteImage", request)
        #expect(reply.strings("imageIds", "imageDigest") == [digests[0], digests[2]].map { "\($0)" })
        #expect(reply.strings("failures", "failureCode") == ["KmsError"])
        #expect(reply.strings("failures", "failureReason") == ["key disabled"])
        registry.faults = FaultPlan([Fault(.itemFailure(ItemFailure(code: "UpstreamUnavailable")))])
        #expect(try registry.call("BatchGetImage", request).strings("failures", "failureCode").first == "ImageNotFound")
        #expect(registry.images(in: "app").map(\.digest) == [digests[1]])
    }

    @Test("happen to the calls asked for, of the operation asked for, each counted from 1")
    func calls() throws {
        let registry = try registry(Fault(.throttling, of: "DescribeImages", firstCall: 2, calls: 2))
        _ = try registry.call("DescribeRepositories")
        let codes = try (1...5).map { _ in try registry.call("DescribeImages", ["repositoryName": "app"]).status }
        #expect(codes == [200, 400, 400, 200, 200])
        #expect(registry.calls == ["DescribeRepositories": 1, "DescribeImages": 5])
    }

    @Test("are the same for the same seed, whatever other calls come between, and others for another")
    func determinism() throws {
        func statuses(seed: UInt64, between: Bool) throws -> [Int] {
            let registry = try registry(Fault(.throttling, probability: 0.3), seed: seed)
            return try (0..<200).map { _ in
                if between { _ = try registry.call("DescribeRepositories") }
                return try registry.call("DescribeImages", ["repositoryName": "app"]).status
            }
        }
        let first = try statuses(seed: 1, between: false)
        #expect(try statuses(seed: 1, between: true) == first)
        #expect(try statuses(seed: 2, between: false) != first)
        #expect((40...80).contains(first.count { $0 == 400 }))
    }

    @Test("of ECR Public go by its operations' names")
    func publicOperations() throws {
        let registry = try registry(Fault(.throttling, of: "ecr-public:DescribeRepositories"))
        #expect(try registry.call("DescribeRepositories").status == 200)
        #expect(try registry.call("ecr-public:DescribeRepositories").status == 400)
    }
}
