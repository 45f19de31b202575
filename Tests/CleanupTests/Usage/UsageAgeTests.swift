import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Retention
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("The age of what is known to be in use")
struct UsageAgeTests {
    /// Workloads of which nothing runs at first, and some of these images later.
    private static func workloads(
        _ images: [ImageEntry], later: [String]
    ) throws -> InUseTests.Workloads {
        try workloads(images) { stage in
            try later.map { try stage.digest($0) }.map { try InUseTests.use("app@\($0)", digest: $0) }
        }
    }

    /// Workloads of which nothing runs at first, and later what a closure says.
    private static func workloads(
        _ images: [ImageEntry], later: @escaping @Sendable (Stage) throws -> [ImageUse]
    ) throws -> InUseTests.Workloads {
        var workloads = InUseTests.Workloads(stage: try Stage(images))
        let asked = Mutex(0)
        workloads.uses[.ecs] = { [stage = workloads.stage] in
            let isFirst = asked.withLock { count in
                count += 1
                return count == 1
            }
            return isFirst ? [] : try later(stage)
        }
        return workloads
    }

    @Test("counts between an index and what it held: what has come into use by then stays")
    func betweenLevels() async throws {
        let workloads = try Self.workloads(InUseTests.family, later: ["amd64"])
        let stage = workloads.stage
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 301) }
        let report = try await workloads.run()
        #expect(stage.left() == [try stage.digest("amd64")])
        #expect(report.counts.skipped == 1)
    }

    @Test("is made anew before images are read again: what is tagged while it is made stays")
    func slowReading() async throws {
        let workloads = try Self.workloads(InUseTests.family) { stage in
            stage.clock.advance(by: 40)
            stage.registry.tag(try stage.digest("amd64"), as: "release", in: "app")
            return []
        }
        let stage = workloads.stage
        let child = try stage.digest("amd64")
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 301) }
        let report = try await workloads.run()
        #expect(stage.left() == [child])
        #expect(report.counts.skipped == 1)
    }

    @Test("counts for each part of a family that no single request can name")
    func largeFamily() async throws {
        let names = (0..<120).map { "child-\($0)" }
        let images =
            names.map { ImageEntry($0, pushed: .daysAgo(40)) }
            + [ImageEntry("index", tags: ["v1"], pushed: .daysAgo(40), manifests: names)]
        let workloads = try Self.workloads(images, later: names)
        let stage = workloads.stage
        stage.registry.on(.after, call: 2, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 301) }
        let report = try await workloads.run()
        #expect(stage.left().count == 20)
        #expect(report.counts.deleted == 101)
        #expect(report.counts.skipped == 20)
    }

    @Test("is reckoned from the beginning of a reading: by one that takes too long nothing is deleted")
    func tooSlow() async throws {
        var workloads = InUseTests.Workloads(stage: try Stage(.stale(3)))
        let stage = workloads.stage
        workloads.uses[.ecs] = {
            stage.clock.advance(by: 301)
            return []
        }
        let summary = try await workloads.summary()
        #expect(summary.status == .partial)
        #expect(summary.repositories[0].status == .blocked)
        #expect(summary.repositories[0].reason?.contains("it takes over five minutes") == true)
        #expect(stage.left().count == 3)
    }

    /// A source whose list has no end: each call takes twenty seconds.
    private struct EndlessSource: UsageSource {
        static let permissions: [UsagePermission] = []
        let name = UsageSourceName.eks
        let stage: Stage
        let calls: Count

        func uses(in context: CallContext) async throws -> [ImageUse] {
            let registry = try stage.client().scoped(to: context)
            while true {
                _ = try await registry.describeRegistry()
                _ = calls.next()
                stage.clock.advance(by: 20)
            }
        }
    }

    private struct EndlessClientFactory: ClientFactory {
        let source: EndlessSource

        func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
            TargetClients(
                registry: try source.stage.client(), region: try #require(Region("eu-west-1")), sources: [source])
        }
    }

    @Test("ends a reading that has no end: it is as one that takes too long")
    func endless() async throws {
        let stage = try Stage(.stale(3))
        let calls = Count()
        let clientFactory = EndlessClientFactory(source: EndlessSource(stage: stage, calls: calls))
        let summary = await CleanupService(clientFactory: clientFactory, system: stage.system).run(
            .deleting { $0.policy.protection = Protection(inUse: [.eks]) })
        #expect(summary.repositories[0].status == .blocked)
        #expect(summary.repositories[0].reason?.contains("eks: it takes over five minutes") == true)
        #expect(summary.sources.map(\.status) == [.failed])
        #expect(stage.left().count == 3)
        #expect(calls.count == 15)
    }

    @Test("that a reading exceeds blocks every repository, and no other reading is begun")
    func slowOnce() async throws {
        let names: [RepositoryName] = ["app", "app-2", "app-3"]
        var workloads = InUseTests.Workloads(
            stage: try Stage(RegistryFile(repositories: names.map { RepositoryEntry("\($0)", images: .stale(3)) })))
        let stage = workloads.stage
        let asked = Mutex(0)
        workloads.uses[.ecs] = {
            let isFirst = asked.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { stage.clock.advance(by: 301) }
            return []
        }
        let summary = try await workloads.summary()
        #expect(summary.repositories.allSatisfy { $0.status == .blocked && $0.counts.usageUnknown == 3 })
        #expect(summary.repositories[0].reason?.contains("it takes over five minutes") == true)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test(
        "is more than the age of a pull: what was pulled minutes before the reading waits", arguments: [-299.0, 6, 299])
    func recentPull(secondsBefore: Double) async throws {
        let workloads = try Self.workloads(InUseTests.family, later: [])
        let stage = workloads.stage
        let pulled = try stage.digest("loose")
        stage.registry.update(pulled, in: "app") { $0.lastPulledAt = TestClock.start - secondsBefore }
        let report = try await workloads.run()
        #expect(stage.left() == [pulled])
        #expect(report.byProtection == ["inUse": 1])
        #expect(
            try report.image(pulled).decision.sentence
                == "protected: it was pulled only minutes ago, and what uses it may not be known yet")
    }

    @Test("knows what was pulled over five minutes before it began")
    func olderPull() async throws {
        let workloads = try Self.workloads(InUseTests.family, later: [])
        let stage = workloads.stage
        let pulled = try stage.digest("loose")
        stage.registry.update(pulled, in: "app") { $0.lastPulledAt = TestClock.start - 301 }
        #expect(try await workloads.run().counts.deleted == 6)
    }

    @Test("counts for a repository that is listed after the reading, when a task has pulled an image meanwhile")
    func pulledBeforeListing() async throws {
        let file = RegistryFile(repositories: [
            RepositoryEntry("aaa", images: .stale(1)), RepositoryEntry("app", images: InUseTests.family),
        ])
        var workloads = InUseTests.Workloads(stage: try Stage(file))
        let stage = workloads.stage
        let pulled = try stage.digest("loose")
        // The reading is made for the first repository; the second is listed later.
        workloads.uses[.ecs] = {
            stage.clock.advance(by: 5)
            stage.registry.pull(pulled, in: "app")
            return []
        }
        let service = CleanupService(
            clientFactory: FixedClientFactory(
                registry: try stage.client(), region: try #require(Region("eu-west-1")), uses: workloads.uses),
            system: stage.system, width: 1)
        let summary = await service.run(.deleting { $0.policy = workloads.policy })
        #expect(summary.totals.deleted == 6)
        #expect(stage.left() == [pulled])
    }

    @Test("does not matter to a run that is cancelled: it does not wait for the reading", .timeLimit(.minutes(10)))
    func cancelled() async throws {
        var workloads = InUseTests.Workloads(stage: try Stage(.stale(3)))
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        workloads.uses[.ecs] = {
            begin.finish()
            for await _ in AsyncStream<Void>(unfolding: { try? await Task.sleep(for: .seconds(3600)) }) {
                try Task.checkCancellation()
            }
            throw CancellationError()
        }
        let run = Task { [workloads] in try await workloads.run() }
        for await _ in begun {}
        run.cancel()
        let report = try await run.value
        #expect(report.status == .incomplete)
        #expect(workloads.stage.left().count == 3)
    }
}
