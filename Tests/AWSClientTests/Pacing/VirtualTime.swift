import Foundation
import Synchronization

@testable import AWSClient

/// Tasks and a clock that belong to a test: tasks run one at a time, and when all of them sleep or wait, the clock
/// goes to when the next one wakes.
final class VirtualTime: TaskExecutor {
    private struct Sleeper {
        let id: Int
        let wakes: Date
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Date
        var jobs: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var ids = 0
        var chance: UInt64
    }

    private let state: Mutex<State>

    private let start: Date

    /// - Parameter fraction: how much of a second has passed at the start.
    init(seed: UInt64 = 1, fraction: Double = 0) {
        start = TestMachine.start.addingTimeInterval(fraction)
        state = Mutex(State(now: start, chance: seed))
    }

    var now: Date { state.withLock { $0.now } }

    /// The seconds since the start.
    var seconds: Double { now.timeIntervalSince(start) }

    var system: SystemContext {
        SystemContext(now: { self.now }, sleep: { try await self.sleep($0) }, random: { self.random() })
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Starts a task, which runs when ``run()`` does.
    @discardableResult
    func start<Success: Sendable>(
        _ body: @escaping @Sendable () async throws -> Success
    ) -> Task<Success, any Error> {
        Task(executorPreference: self, operation: body)
    }

    /// Runs until nothing is left to do.
    func run() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            if !jobs.isEmpty { continue }
            guard let sleeper = nextSleeper() else { return }
            sleeper.continuation.resume()
        }
    }

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.ids += 1
            return state.ids
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    let wakes = state.now.addingTimeInterval(duration / .seconds(1))
                    state.sleepers.append(Sleeper(id: id, wakes: wakes, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func nextSleeper() -> Sleeper? {
        state.withLock { state in
            let next = state.sleepers.indices.min {
                (state.sleepers[$0].wakes, state.sleepers[$0].id) < (state.sleepers[$1].wakes, state.sleepers[$1].id)
            }
            guard let next else { return nil }
            let sleeper = state.sleepers.remove(at: next)
            state.now = max(state.now, sleeper.wakes)
            return sleeper
        }
    }

    private func random() -> Double {
        state.withLock { state in
            state.chance = state.chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state.chance >> 11) / Double(1 << 53)
        }
    }
}
