import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("Deadline and cancellation")
struct EndOfTimeTests {
    @Test("when time runs out between batches, the rest is skipped and the run is incomplete")
    func deadline() async throws {
        let stage = try Stage(.stale(5000))
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let summary = try await stage.clean { $0.deadline = TestClock.start + 50 }
        let report = try #require(summary.repositories.first)
        #expect(report.status == .incomplete)
        #expect(report.reason?.contains("time ran out") == true)
        #expect(summary.status == .incomplete)
        #expect(report.counts.deleted >= 100)
        #expect(report.counts.deleted + report.counts.skipped == 5000)
        #expect(stage.left().count == report.counts.skipped)
        #expect(summary.calls.calls["BatchDeleteImage", default: 0] <= Executor.width)
    }

    @Test("no batch is deleted whose second look took until the deadline")
    func deadlineWhileLooking() async throws {
        let stage = try Stage(.stale(3))
        stage.registry.on(.after, call: 2, of: "DescribeImages") { _ in stage.clock.advance(by: 100) }
        let summary = try await stage.clean { $0.deadline = TestClock.start + 50 }
        #expect(summary.status == .incomplete)
        #expect(summary.totals.skipped == 3)
        #expect(stage.operations == ["DescribeRepositories", "DescribeImages", "DescribeRegistry", "DescribeImages"])
    }

    @Test("a deadline that has passed lets nothing be called")
    func tooLate() async throws {
        let stage = try Stage(.stale(3))
        let summary = try await stage.clean { $0.deadline = TestClock.start }
        #expect(summary.status == .incomplete)
        #expect(summary.reason == "time ran out while the repositories were listed")
        #expect(stage.operations.isEmpty)
    }

    @Test("a repository that there was no time to list is incomplete, and those before it are done")
    func laterRepositories() async throws {
        let stage = try Stage(
            RegistryFile(repositories: ["a", "b", "c"].map { RepositoryEntry($0 + "pp", images: .stale(2)) }))
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let summary = try await stage.service(width: 1).run(.deleting { $0.deadline = TestClock.start + 50 })
        var expected: [RepositoryReport.Status] = [.incomplete, .incomplete, .incomplete]
        let first = DailyRotation.index(among: 3, on: TestClock.start)
        expected[first] = .succeeded
        #expect(summary.repositories.map(\.status) == expected)
        #expect(summary.repositories[(first + 1) % 3].reason == "time ran out while its images were listed")
        #expect(summary.status == .incomplete)
        #expect(summary.duration == 100)
    }

    @Test("a run that was cut is completed by the next one")
    func convergence() async throws {
        let stage = try Stage(.stale(500) + [ImageEntry("fresh", pushed: .daysAgo(1))])
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        _ = try await stage.clean { $0.deadline = TestClock.start + 50 }
        #expect(try await stage.clean().status == .succeeded)
        #expect(stage.left() == [try stage.digest("fresh")])
    }

    @Test("a run that is cancelled after its first deletion says what it left")
    func cancelled() async throws {
        let stage = try Stage(.stale(5000))
        let service = try stage.service()
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in task.cancel() }
        let summary = await task.run { await service.run(.deleting()) }
        #expect(summary.status == .incomplete)
        #expect(summary.totals.deleted + summary.totals.skipped == 5000)
        #expect(summary.totals.skipped > 0)
        #expect(summary.repositories[0].reason?.contains("cancelled") == true)
    }

    @Test("a run that is cancelled while it lists deletes nothing")
    func cancelledAtOnce() async throws {
        let stage = try Stage(.stale(3))
        let service = try stage.service(pageSize: 1)
        let task = TaskBox()
        stage.registry.on(.after, call: 2, of: "DescribeImages") { _ in task.cancel() }
        let summary = await task.run { await service.run(.deleting()) }
        #expect(summary.status == .incomplete)
        #expect(stage.left().count == 3)
        #expect(summary.repositories[0].reason == "the run was cancelled while its images were listed")
    }

    @Test(
        "a clock over five minutes from AWS's deletes nothing",
        arguments: [(301.0, true), (-301, true), (299, false), (-299, false), (2_592_000, true)] as [(Double, Bool)])
    func clockOffset(offset: Double, blocks: Bool) async throws {
        let stage = try Stage(.stale(3))
        stage.registry.clockOffsetSeconds = offset
        let summary = try await stage.clean()
        let report = try #require(summary.repositories.first)
        #expect(report.status == (blocks ? .failed : .succeeded))
        #expect(summary.status == (blocks ? .failed : .succeeded))
        #expect(summary.warnings.contains { $0.contains("every age is in doubt") } == blocks)
        #expect(stage.left().count == (blocks ? 3 : 0))
        #expect(report.counts.skipped == (blocks ? 3 : 0))
    }

    @Test("a clock that parts from AWS's during the run ends its deletions")
    func clockChange() async throws {
        let stage = try Stage(.stale(6000))
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { $0.clockOffsetSeconds = 900 }
        let summary = try await stage.clean()
        #expect(summary.repositories.first?.status == .partial)
        #expect(summary.repositories.first?.reason?.contains("every age is in doubt") == true)
        #expect(stage.left().count >= 6000 - 100 * Executor.width)
        #expect(summary.totals.skipped == stage.left().count)
    }

    @Test("a dry run by a wrong clock shows what it would do, and warns")
    func dryRunByWrongClock() async throws {
        let stage = try Stage(.stale(3))
        stage.registry.clockOffsetSeconds = 600
        let summary = try await stage.service().run(.dry())
        #expect(summary.status == .succeeded)
        #expect(
            summary.warnings.first
                == "the machine's clock is 10 minutes behind AWS's: every age is in doubt. Set it right")
    }
}
