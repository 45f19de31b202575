import ECRSimulator
import Foundation
import HTTPTypes
import ImageModel
import Testing

@Suite("Requests below /_simulator/")
struct ControlTests {
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            .app([ImageEntry("one", tags: ["v1"], pushed: .daysAgo(1), sizeInBytes: 9)]),
            authentication: .signatures([]), clock: { start })
    }

    @Test("count the calls of each operation, those that were refused too, and not themselves")
    func calls() throws {
        _ = try registry.call("DescribeImages")
        _ = try registry.call("DescribeImages")
        _ = try registry.call("ecr-public:DescribeRepositories")
        #expect(
            registry.control(.get, "calls").json as? [String: Int]
                == ["DescribeImages": 2, "ecr-public:DescribeRepositories": 1])
    }

    @Test("show what is left")
    func left() throws {
        let reply = registry.control(.get, "registry")
        let repositories = try #require(reply.json["repositories"] as? [String: [[String: Any]]])
        let image = try #require(repositories["app"]?.first)
        #expect(image["digest"] as? String == "\(try registry.digest("one"))")
        #expect(image["tags"] as? [String] == ["v1"])
        #expect(image["sizeInBytes"] as? Int == 9)
        #expect(image["status"] as? String == "ACTIVE")
    }

    @Test("replace the faults, set the clock, and begin anew")
    func changes() throws {
        #expect(registry.control(.post, "faults", #"{"seed": 3, "faults": [{"kind": "throttling"}]}"#).status == 200)
        #expect(registry.faults == FaultPlan(seed: 3, [Fault(.throttling)]))
        #expect(try registry.call("DescribeImages").code == "ThrottlingException")
        #expect(registry.control(.post, "clock", #"{"offsetSeconds": -90}"#).status == 200)
        #expect(registry.now == start.addingTimeInterval(-90))
        registry.remove(try registry.digest("one"), from: "app")
        #expect(registry.control(.post, "reset").status == 200)
        #expect(registry.faults == FaultPlan())
        #expect(registry.now == start)
        #expect(registry.calls.isEmpty)
        #expect(registry.images(in: "app").count == 1)
    }

    @Test("complete restores from the archive")
    func restores() throws {
        registry.update(try registry.digest("one"), in: "app") { $0.status = .activating }
        #expect(registry.control(.post, "restores").status == 200)
        #expect(registry.images(in: "app").map(\.status) == [.active])
    }

    @Test(
        "are refused where they are wrong, by the place",
        arguments: ["{", #"{"faults": [{"kind": "x"}]}"#, #"{"x": 1}"#])
    func malformed(body: String) {
        let reply = registry.control(.post, "faults", body)
        #expect(reply.status == 400)
        #expect((reply.json["error"] as? String)?.isEmpty == false)
        #expect(registry.faults == FaultPlan())
    }

    @Test("that do not exist are not found")
    func unknown() {
        #expect(registry.control(.get, "nothing").status == 404)
        #expect(registry.control(.get, "reset").status == 404)
    }
}
