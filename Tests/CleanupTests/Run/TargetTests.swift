import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Retention
import Testing

@testable import Cleanup

@Suite("Several registries in one run")
struct TargetTests {
    /// Connects targets by their regions; one without a stage can't be reached.
    private struct RegionClientFactory: ClientFactory {
        struct Unreachable: Error, CustomStringConvertible {
            let description = "no way there"
        }

        let stages: [String: Stage]

        func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
            guard let code = target.access.region, let region = Region(code), let stage = stages[code] else {
                throw Unreachable()
            }
            return TargetClients(registry: try stage.client(), region: region)
        }
    }

    private static func run(
        _ stages: [String: Stage], _ targets: [Target], _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        let system = try #require(stages.values.first).system
        return await CleanupService(clientFactory: RegionClientFactory(stages: stages), system: system).run(
            .deleting {
                $0.policy.protection = .none
                $0.policy.targets = targets
                adjust(&$0)
            })
    }

    private static func target(_ region: String) -> Target { Target(access: Target.Access(region: region)) }

    @Test("each is cleaned, and reported with its region")
    func all() async throws {
        let stages = ["eu-west-1": try Stage(.stale(2)), "us-east-1": try Stage(.stale(3))]
        let summary = try await Self.run(stages, [Self.target("eu-west-1"), Self.target("us-east-1")])
        #expect(summary.repositories.map(\.region) == ["eu-west-1", "us-east-1"])
        #expect(summary.repositories.map(\.counts.deleted) == [2, 3])
        #expect(summary.status == .succeeded)
    }

    @Test("one that can't be reached hides no other, and is named")
    func failure() async throws {
        let summary = try await Self.run(
            ["eu-west-1": try Stage(.stale(2))], [Self.target("us-east-1"), Self.target("eu-west-1")])
        #expect(summary.totals.deleted == 2)
        #expect(summary.status == .partial)
        #expect(summary.reason == "the registry in us-east-1: it can't be reached: no way there")
    }

    @Test("when none can be reached, the run failed")
    func allFail() async throws {
        let summary = try await Self.run(
            ["eu-west-1": try Stage(.stale(2))], [Self.target("us-east-1"), Self.target("us-east-2")])
        #expect(summary.status == .failed)
        #expect(summary.reason?.contains("us-east-2") == true)
    }

    @Test("the run's limit holds for all of them together")
    func budget() async throws {
        let stages = ["eu-west-1": try Stage(.stale(2)), "us-east-1": try Stage(.stale(3))]
        let summary = try await Self.run(stages, [Self.target("eu-west-1"), Self.target("us-east-1")]) {
            $0.maximumImages = 4
        }
        #expect(summary.totals.deleted == 4)
        #expect(summary.totals.remaining == 1)
        #expect(summary.status == .succeeded)
    }

    @Test("an event about one region leaves the others alone")
    func region() async throws {
        let stages = ["eu-west-1": try Stage(.stale(2)), "us-east-1": try Stage(.stale(3))]
        let summary = try await Self.run(stages, [Self.target("eu-west-1"), Self.target("us-east-1")]) {
            $0.regionCode = "us-east-1"
        }
        #expect(summary.repositories.map(\.region) == ["us-east-1"])
        #expect(summary.totals.deleted == 3)
    }
}
