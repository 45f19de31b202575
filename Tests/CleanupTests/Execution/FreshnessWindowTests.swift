import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import Synchronization
import TestSupport
import Testing

@testable import AWSClient
@testable import Cleanup
@testable import ECRClient

@Suite("Deletions that wait for their turn")
struct FreshnessWindowTests {
    /// What the client lets through at first: the others wait.
    private static let count = 100 * Executor.width

    /// A service whose first deletions are held until all others but one wait for their turn; then something is done,
    /// and they go.
    private func holding(
        in stage: Stage, _ action: @escaping @Sendable () throws -> Void
    ) throws -> CleanupService {
        let simulator = SimulatorTransport(to: stage.registry)
        let gate = HeldCalls()
        let looks = Count()
        let limiter = Mutex<RequestLimiter?>(nil)
        let held = ConcurrencyWindow.initialSize
        let transport = StubTransport { request, _ in
            if request.operation == "BatchDeleteImage" { await gate.wait() }
            let response = try await simulator.send(request)
            if request.readsImagesAgain,
                looks.next() == Executor.width
            {
                await gate.holds(held)
                while limiter.withLock({ $0?.waiting ?? 0 }) < Executor.width - held - 1 { await Task.yield() }
                try action()
                gate.open()
            }
            return response
        }
        let client = try stage.client(through: transport)
        limiter.withLock { $0 = client.client.shared.limiter(of: "BatchDeleteImage", stage.system) }
        return CleanupService(registry: client, region: try #require(Region("eu-west-1")), system: stage.system)
    }

    @Test("go after another reading, however long they waited", arguments: [1.5, 31, 3600])
    func unchanged(seconds: Double) async throws {
        let stage = try Stage(.stale(Self.count))
        let service = try holding(in: stage) { stage.clock.advance(by: seconds) }
        let summary = await service.run(.deleting())
        #expect(summary.totals.deleted == Self.count)
        #expect(summary.calls.calls["BatchDeleteImage"] == Executor.width)
        // The pages of the listing, a reading for each batch, and another for each that waited.
        let waiting = Executor.width - ConcurrencyWindow.initialSize
        #expect(summary.calls.calls["DescribeImages"] == 6 + Executor.width + waiting)
    }

    @Test("go after usage was read again, too, once it is no longer valid")
    func usageRunOut() async throws {
        let stage = try Stage([])
        @Sendable func reading() -> FreshnessWindow.Reading {
            .init(time: stage.clock.now, usageGoodUntil: stage.clock.now.addingTimeInterval(0.5))
        }
        let window = FreshnessWindow(.init(reading: reading()), system: stage.system)
        let readings = Count()
        let check = window.attempts { isRetry in
            #expect(isRetry)
            _ = readings.next()
            return reading()
        }
        #expect(await check() && readings.count == 0)
        stage.clock.advance(by: 0.6)
        #expect(!window.isFresh && window.isOpen)
        #expect(await check() && readings.count == 1)
        #expect(window.isFresh)
    }

    @Test("leave what was tagged while they waited, for their first attempt, too", arguments: [1.5, 31])
    func tagged(seconds: Double) async throws {
        let stage = try Stage(.stale(Self.count))
        let tagged = Mutex<Set<ImageDigest>>([])
        let service = try holding(in: stage) {
            stage.clock.advance(by: seconds)
            // Every tenth image: some of the calls under way are about one, and each of those that wait.
            for (number, image) in stage.registry.images(in: "app").enumerated() where number % 10 == 0 {
                stage.registry.tag(image.digest, as: ImageTag("prod-\(number)"), in: "app")
                tagged.withLock { _ = $0.insert(image.digest) }
            }
        }
        let summary = await service.run(.deleting())
        let inFlight = ConcurrencyWindow.initialSize * 100
        #expect(summary.totals.skipped == (Self.count - inFlight) / 10)
        #expect(summary.totals.deleted == Self.count - summary.totals.skipped)
        #expect(stage.left().count == summary.totals.skipped)
        #expect(tagged.withLock { $0.isSuperset(of: stage.left()) })
    }

    @Test("leave older images when one of the newest is withdrawn while they wait")
    func newestWithdrawn() async throws {
        let stage = try Stage(.stale(Self.count) + [ImageEntry("newest", tags: ["v1"], pushed: .daysAgo(1))])
        let newest = try stage.digest("newest")
        let service = try holding(in: stage) {
            stage.clock.advance(by: FreshnessWindow.sharedLifetime + 1)
            stage.registry.remove(newest, from: "app")
        }
        let rule = Rule(priority: 1, tagStatus: .any, count: .imageCountMoreThan(1), action: .expire)
        let summary = await service.run(
            .deleting { $0.policy = Policy(sections: [.init(name: "newest", repositories: .all, rules: [rule])]) })
        let inFlight = ConcurrencyWindow.initialSize * 100
        #expect(summary.totals.deleted == inFlight)
        #expect(summary.totals.skipped == Self.count - inFlight)
    }

    @Test("are tried three times where something changes each time, and are left then")
    func changingAlways() async throws {
        let stage = try Stage(.stale(100))
        let simulator = SimulatorTransport(to: stage.registry)
        let readings = Count()
        let transport = StubTransport { request, _ in
            // Each reading takes two seconds, and finds an image with a new tag.
            if request.readsImagesAgain {
                stage.clock.advance(by: 2)
                if let untagged = stage.registry.images(in: "app").first(where: { $0.tags.isEmpty }) {
                    stage.registry.tag(untagged.digest, as: ImageTag("prod-\(readings.next())"), in: "app")
                }
            }
            return try await simulator.send(request)
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        #expect(summary.totals.deleted == 0 && summary.totals.skipped == 100)
        #expect(summary.repositories[0].reason == ImageOutcome.Skip.notSent.description)
        // The batch is read once, and for each try before the call and as its turn comes.
        #expect(readings.count == 1 + 2 * BatchExecution.rounds)
        #expect(summary.calls.calls["BatchDeleteImage"] == nil)
    }

    @Test("are not sent when the run is cancelled meanwhile")
    func cancelled() async throws {
        let stage = try Stage(.stale(Self.count))
        let task = TaskBox()
        let service = try holding(in: stage) { task.cancel() }
        let summary = await task.run { await service.run(.deleting()) }
        let sent = summary.calls.calls["BatchDeleteImage", default: 0]
        #expect((1..<Executor.width).contains(sent))
        #expect(summary.totals.deleted == 100 * sent)
        #expect(summary.status == .incomplete)
        #expect(stage.left().count == Self.count - 100 * sent)
    }

    @Test("are not sent once an answer shows that the clocks are too far apart")
    func clocksApart() async throws {
        let stage = try Stage(.stale(Self.count))
        let service = try holding(in: stage) { stage.registry.clockOffsetSeconds = 900 }
        let summary = await service.run(.deleting())
        let sent = summary.calls.calls["BatchDeleteImage", default: 0]
        // Those that were in flight already; the answer of the next one tells.
        #expect((1...11).contains(sent))
        #expect(summary.totals.deleted == 100 * sent)
        #expect(stage.left().count == Self.count - 100 * sent)
        #expect(summary.repositories[0].reason?.contains("clock") == true, "\(summary.repositories[0].reason ?? "")")
    }

    private static let archivesAll = CleanupRequest.deleting {
        $0.policy.sections[0].rules = [
            Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 1), action: .transition)
        ]
    }

    @Test(
        "do not keep slow archiving from its end: what is left of a batch is read again after a second",
        arguments: [(20, 0.3, 5), (20, 5.0, 20), (10, 29, 10)])
    func slowArchiving(count: Int, seconds: Double, readings: Int) async throws {
        let stage = try Stage(.stale(count))
        let simulator = SimulatorTransport(to: stage.registry)
        let found = Count()
        let transport = StubTransport { request, _ in
            if request.operation == "UpdateImageStorageClass" { stage.clock.advance(by: seconds) }
            if request.readsImagesAgain { _ = found.next() }
            return try await simulator.send(request)
        }
        let summary = try await stage.service(through: transport).run(Self.archivesAll)
        #expect(summary.status == .succeeded)
        #expect(summary.totals.archived == count)
        // A reading serves the calls that begin within a second.
        #expect(found.count == readings)
        // The first listing, and one with each reading, which shows new indexes.
        #expect(summary.calls.calls["DescribeImages"] == 1 + 2 * readings)
    }

    @Test("leave what has changed when the rest of a batch is read again")
    func changedWhileArchiving() async throws {
        let stage = try Stage(.stale(5))
        let simulator = SimulatorTransport(to: stage.registry)
        let archived = Count()
        let transport = StubTransport { request, _ in
            if request.operation == "UpdateImageStorageClass" {
                stage.clock.advance(by: 1.5)
                let waiting = stage.registry.images(in: "app").first {
                    $0.status == .active && !request.bodyText.contains("\($0.digest)")
                }
                if archived.next() == 2, let waiting { stage.registry.tag(waiting.digest, as: "in-use", in: "app") }
            }
            return try await simulator.send(request)
        }
        let summary = try await stage.service(through: transport).run(Self.archivesAll)
        #expect(summary.totals.archived == 4)
        #expect(summary.totals.skipped == 1)
    }

    @Test("leave an index of which a manifest was pulled before the rest of a batch is read again")
    func pulledWhileArchiving() async throws {
        let stage = try Stage([
            ImageEntry("first", tags: ["old"], pushed: .daysAgo(90)),
            ImageEntry("child", tags: ["child"], pushed: .daysAgo(41)),
            ImageEntry("index", tags: ["index"], pushed: .daysAgo(40), manifests: ["child"]),
        ])
        let child = try stage.digest("child")
        let simulator = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, _ in
            if request.operation == "UpdateImageStorageClass" {
                stage.clock.advance(by: 1.5)
                stage.registry.pull(child, in: "app")
            }
            return try await simulator.send(request)
        }
        let summary = try await stage.service(through: transport).run(
            .deleting {
                $0.policy.sections[0].rules = ["old", "index"].enumerated().map { number, tag in
                    Rule(
                        priority: number + 1, tagStatus: .tagged(TagList([.pattern(WildcardPattern(tag))])),
                        count: .sinceImagePushed(days: 1), action: .transition)
                }
            })
        #expect(summary.totals.archived == 1)
        #expect(summary.totals.skipped == 1)
        #expect(
            try stage.registry.images(in: "app").first { try $0.digest == stage.digest("index") }?.status == .active)
    }

    @Test("end archiving where the data of each reading is over 30 seconds old when it comes")
    func archivingWithoutProgress() async throws {
        let stage = try Stage(.stale(4))
        let simulator = SimulatorTransport(to: stage.registry)
        let readings = Count()
        let transport = StubTransport { request, _ in
            let response = try await simulator.send(request)
            if request.readsImagesAgain {
                _ = readings.next()
                stage.clock.advance(by: 31)
            }
            return response
        }
        let summary = try await stage.service(through: transport).run(Self.archivesAll)
        #expect(summary.status == .incomplete)
        #expect(summary.totals.archived == 0)
        #expect(summary.totals.skipped == 4)
        #expect(summary.calls.calls["UpdateImageStorageClass"] == nil)
        // The batch is read once, and for each try once before the call and twice as its turn comes.
        #expect(readings.count == 1 + 3 * BatchExecution.rounds)
    }

    @Test("are no more at once than the run has places, whatever the number of repositories")
    func places() async throws {
        let stage = try Stage(
            RegistryFile(
                repositories: (0..<20).map { number in
                    RepositoryEntry("app-\(number)", images: .stale(300, prefix: "\(number)"))
                }))
        let simulator = SimulatorTransport(to: stage.registry)
        let gate = HeldCalls()
        let looks = Count()
        let transport = StubTransport { request, _ in
            if request.operation == "BatchDeleteImage" { await gate.wait() }
            let response = try await simulator.send(request)
            // When all places are taken, nothing else can be read again.
            if request.readsImagesAgain,
                looks.next() == Executor.width
            {
                await gate.holds(10)
                #expect(looks.count == Executor.width)
                gate.open()
            }
            return response
        }
        let summary = try await stage.service(width: 20, through: transport).run(.deleting())
        #expect(summary.totals.deleted == 6000)
    }
}

/// Calls that a test holds until it lets them go.
private final class HeldCalls: Sendable {
    private struct State {
        var isOpen = false
        var held: [CheckedContinuation<Void, Never>] = []
        var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())

    /// Lets all calls go, those that are still to come included.
    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            return state.held
        }
        for call in held { call.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let resumed: [CheckedContinuation<Void, Never>] = state.withLock { state in
                if state.isOpen { return [continuation] }
                state.held.append(continuation)
                guard let waiter = state.waiter, state.held.count >= waiter.count else { return [] }
                state.waiter = nil
                return [waiter.continuation]
            }
            for one in resumed { one.resume() }
        }
    }

    /// Waits until so many calls are held.
    func holds(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.held.count >= count { return true }
                state.waiter = (count, continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
