import ECRSimulator
import Foundation
import ImageModel
import Synchronization
import Testing

@testable import AWSClient

@Suite("Under a limit, 32 callers at once")
struct ThrottledThroughputTests {
    /// What became of a run.
    private final class Counter: Sendable {
        let successes = Mutex<[Double]>([])
        let failures = Mutex<[String]>([])

        func rate(from start: Double, to end: Double) -> Double {
            Double(successes.withLock { $0.count { (start..<end).contains($0) } }) / (end - start)
        }
    }

    /// An operation without much to do for the simulator.
    private struct ListRepositories: AWSJSONRequest, Encodable {
        static let operation = "DescribeRepositories"
        struct Response: Decodable {}
    }

    private static func limits(_ callsPerSecond: Double, latency: Int) -> FaultPlan {
        FaultPlan([
            ECRSimulator.Fault(.latency(milliseconds: latency)),
            ECRSimulator.Fault(.rateLimit(RateLimit(callsPerSecond: callsPerSecond))),
        ])
    }

    private func run(
        _ limits: [(from: Double, callsPerSecond: Double)], latency: Int, startingAt fraction: Double = 0,
        until end: Double
    ) throws -> Counter {
        let time = VirtualTime(fraction: fraction)
        let registry = try SimulatedRegistry(RegistryFile(), clock: { time.now })
        let region = try #require(Region("eu-west-1"))
        let client = AWSClient(
            AWSClient.Configuration(
                service: .ecr, endpoint: try Endpoint(url: "https://ecr.example", signingRegion: region)),
            transport: SimulatorTransport(to: registry, sleep: { try await time.sleep($0) }),
            credentials: StubCredentials(), system: time.system)
        let tally = Counter()
        for (from, callsPerSecond) in limits {
            time.start {
                if from > 0 { try await time.sleep(.seconds(from)) }
                registry.faults = Self.limits(callsPerSecond, latency: latency)
            }
        }
        for _ in 0..<32 {
            time.start {
                while time.seconds < end {
                    do {
                        _ = try await client.call(ListRepositories())
                        tally.successes.withLock { $0.append(time.seconds) }
                    } catch {
                        tally.failures.withLock { $0.append("\(time.seconds): \(error)") }
                    }
                }
            }
        }
        time.run()
        #expect(client.shared.limiter(of: "DescribeRepositories", time.system).pacer.window.used == 0)
        return tally
    }

    @Test(
        "as many succeed as it allows, within 15 %, and none fails for good",
        arguments: [(5.0, 40.0), (20, 30), (100, 20)],
        [(20, 0.0), (20, 0.3), (20, 0.45), (20, 0.6), (20, 0.95), (300, 0), (300, 0.6)])
    func constant(limit: (Double, Double), start: (latency: Int, fraction: Double)) throws {
        let (callsPerSecond, end) = limit
        let tally = try run(
            [(0, callsPerSecond)], latency: start.latency, startingAt: start.fraction, until: end)
        #expect(tally.failures.withLock { $0 } == [])
        let ratio = tally.rate(from: 1, to: end) / callsPerSecond
        #expect((0.85...1.15).contains(ratio), "\(ratio) of the limit")
    }

    @Test("the same where the limit changes meanwhile", arguments: [20, 300])
    func changing(latency: Int) throws {
        let tally = try run([(0, 100), (16, 10), (34, 50)], latency: latency, until: 54)
        #expect(tally.failures.withLock { $0 } == [])
        for (start, end, limit) in [(1.0, 16.0, 100.0), (21, 34, 10), (42, 54, 50)] {
            let ratio = tally.rate(from: start, to: end) / limit
            #expect((0.85...1.15).contains(ratio), "\(ratio) of \(limit) calls a second")
        }
    }
}
