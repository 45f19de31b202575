import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("Deletions that wait for their turn")
struct ActionWindowTests {
    /// What the client lets through at first: the others wait.
    private static let count = 100 * Executor.width

    /// A transport that holds the first deletion until the second looks at all batches have been answered, does
    /// something, and lets it go.
    private func holding(
        in stage: Stage, batches: Int, _ action: @escaping @Sendable () throws -> Void
    ) -> StubTransport {
        let simulator = SimulatorTransport(to: stage.registry)
        let gate = HeldCalls()
        let looks = Count()
        return StubTransport { request, _ in
            if request.operation == "BatchDeleteImage" { await gate.wait() }
            let response = try await simulator.send(request)
            if request.operation == "DescribeImages", request.bodyText.contains("imageIds"), looks.next() == batches {
                await gate.holds(1)
                try action()
                gate.open()
            }
            return response
        }
    }

    @Test("are not sent when they would come too long after the second look")
    func tooLate() async throws {
        let stage = try Stage(.stale(Self.count))
        let transport = holding(in: stage, batches: Executor.width) {
            stage.clock.advance(by: ActionWindow.longest + 1)
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        let sent = summary.calls.calls["BatchDeleteImage", default: 0]
        #expect((1..<Executor.width).contains(sent))
        #expect(summary.totals.deleted == 100 * sent)
        #expect(summary.totals.skipped == Self.count - 100 * sent)
        #expect(summary.status == .incomplete)
        #expect(summary.repositories[0].reason == "its turn came too late, or the run was cancelled before")
        #expect(stage.left().count == summary.totals.skipped)
        // The next run takes what was left.
        #expect(try await stage.clean().totals.deleted == summary.totals.skipped)
    }

    @Test("are not sent when the run is cancelled meanwhile")
    func cancelled() async throws {
        let stage = try Stage(.stale(Self.count))
        let task = TaskBox()
        let transport = holding(in: stage, batches: Executor.width) { task.cancel() }
        let service = try stage.service(through: transport)
        let summary = await task.run { await service.run(.deleting()) }
        let sent = summary.calls.calls["BatchDeleteImage", default: 0]
        #expect((1..<Executor.width).contains(sent))
        #expect(summary.totals.deleted == 100 * sent)
        #expect(summary.status == .incomplete)
        #expect(stage.left().count == Self.count - 100 * sent)
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
            if request.operation == "DescribeImages", request.bodyText.contains("imageIds"),
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

private final class Count: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock(\.self) }

    func next() -> Int {
        number.withLock {
            $0 += 1
            return $0
        }
    }
}
