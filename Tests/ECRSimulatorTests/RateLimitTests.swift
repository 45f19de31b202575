import ECRSimulator
import Foundation
import HTTPTypes
import Synchronization
import Testing

@Suite("Rate limits")
struct RateLimitTests {
    private let clock = SteppedClock()

    private func registry(_ faults: Fault...) throws -> SimulatedRegistry {
        try SimulatedRegistry(.app([], faults: FaultPlan(faults)), clock: { [clock] in clock.now })
    }

    private func statuses(_ registry: SimulatedRegistry, _ count: Int) throws -> [Int] {
        try (0..<count).map { _ in try registry.call("DescribeRepositories").status }
    }

    @Test("let a burst through, throttle what is beyond it, and refill with time; what is throttled takes no token")
    func bucket() throws {
        let registry = try registry(Fault(.rateLimit(RateLimit(callsPerSecond: 4, burst: 2))))
        #expect(try statuses(registry, 4) == [200, 200, 400, 400])
        let reply = try registry.call("DescribeRepositories")
        #expect(reply.code == "ThrottlingException")
        #expect(reply.message == "Rate exceeded")
        clock.advance(by: 0.25)
        #expect(try statuses(registry, 2) == [200, 400])
        clock.advance(by: 60)
        #expect(try statuses(registry, 3) == [200, 200, 400])
    }

    @Test("count each operation by itself, and only the one that is named")
    func operations() throws {
        let all = try registry(Fault(.rateLimit(RateLimit(callsPerSecond: 1))))
        #expect(try statuses(all, 2) == [200, 400])
        #expect(try all.call("DescribeImages", ["repositoryName": "app"]).status == 200)
        let one = try registry(Fault(.rateLimit(RateLimit(callsPerSecond: 1)), of: "DescribeImages"))
        #expect(try statuses(one, 3) == [200, 200, 200])
    }

    @Test("change by a request, and begin with full buckets then")
    func change() throws {
        let registry = try registry()
        func limit(_ rate: Int) -> Int {
            let fault = #"{"kind": "rateLimit", "operation": "DescribeRepositories", "callsPerSecond": \#(rate)}"#
            return registry.control(.post, "faults", #"{"faults": [\#(fault)]}"#).status
        }
        #expect(limit(2) == 200)
        #expect(try statuses(registry, 3) == [200, 200, 400])
        #expect(limit(3) == 200)
        #expect(try statuses(registry, 4) == [200, 200, 200, 400])
    }

    @Test(
        "are refused where they make no sense",
        arguments: [
            #"{"kind": "rateLimit"}"#, #"{"kind": "rateLimit", "callsPerSecond": 0}"#,
            #"{"kind": "rateLimit", "callsPerSecond": 5, "burst": 0}"#, #"{"kind": "latency", "burst": 5}"#,
        ])
    func malformed(fault: String) throws {
        let registry = try registry()
        #expect(registry.control(.post, "faults", #"{"faults": [\#(fault)]}"#).status == 400)
        #expect(registry.faults == FaultPlan())
    }
}

/// A clock that moves on request.
private final class SteppedClock: Sendable {
    private let time = Mutex(start)

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}
