import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("Where a run begins")
struct DailyRotationTests {
    private func date(day: Int, second: Double = 0) -> Date {
        Date(timeIntervalSince1970: Double(day) * 86_400 + second)
    }

    @Test("is the same all day, and another place the next day")
    func sameDay() {
        let first = DailyRotation.index(among: 1000, on: date(day: 20_000))
        #expect(DailyRotation.index(among: 1000, on: date(day: 20_000, second: 86_399)) == first)
        #expect(DailyRotation.index(among: 1000, on: date(day: 20_001)) != first)
    }

    @Test("is a place of the list, whatever the clock says", arguments: [0, 1, 2, 7, 100_000])
    func bounds(count: Int) {
        for seconds in [0, -1e9, 1.7e9, 1e15, .greatestFiniteMagnitude] {
            let index = DailyRotation.index(among: count, on: Date(timeIntervalSince1970: seconds))
            #expect((0..<max(1, count)).contains(index))
        }
    }

    @Test(
        "with time for a part of the repositories, each is reached in some days",
        arguments: [(share: 0.5, days: 3), (share: 0.3, days: 5), (share: 0.1, days: 14)])
    func reachesAll(share: Double, days: Int) {
        let count = 1000
        for firstDay in stride(from: 20_000, to: 21_000, by: 13) {
            var reached: Set<Int> = []
            for day in firstDay..<(firstDay + days) {
                let start = DailyRotation.index(among: count, on: date(day: day))
                reached.formUnion((0..<Int(share * Double(count))).map { (start + $0) % count })
            }
            #expect(reached.count == count)
        }
    }

    @Test("changes the order of the work, and not that of the reports")
    func reports() async throws {
        let stage = try Stage(
            RegistryFile(repositories: (0..<9).map { RepositoryEntry("app-\($0)", images: .stale(1)) }))
        let summary = try await stage.service(width: 1).run(.deleting())
        let names = summary.repositories.map(\.name.description)
        #expect(names == names.sorted())
        #expect(names.count == 9)
        #expect(summary.totals.deleted == 9)
        let start = DailyRotation.index(among: 9, on: stage.clock.now)
        #expect(start > 0)
        let listed = stage.transport.requests.filter { $0.operation == "DescribeImages" }
            .compactMap { try? JSONDocument(Data($0.body)).text("repositoryName") }
        #expect(listed.first == "app-\(start)")
    }

    @Test("runs that are cut come to their end together")
    func convergence() async throws {
        let count = 24
        let stage = try Stage(
            RegistryFile(
                repositories: (0..<count).map { RepositoryEntry("app-\($0 + 10)", images: .stale(1)) }))
        // Each call takes half a second, so that a run has time for a part of the repositories.
        let clock = stage.clock
        let simulator = SimulatorTransport(to: stage.registry)
        let slow = StubTransport { request, _ in
            clock.advance(by: 0.5)
            return try await simulator.send(request)
        }
        var runs = 0
        while stage.registry.repositoryNames().contains(where: { !stage.left(in: $0).isEmpty }), runs < 20 {
            runs += 1
            let deadline = stage.clock.now + 8
            let summary = try await stage.service(width: 1, through: slow).run(
                .deleting { $0.deadline = deadline })
            // What a run does not come to is named.
            #expect(summary.repositories.count == count)
            stage.clock.advance(by: 86_400)
        }
        #expect((2...8).contains(runs))
    }
}
