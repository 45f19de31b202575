import Essentials
import Synchronization

/// Queues the attempts at one operation until its ``Pacer`` admits them.
///
/// Calls go in the order they came, and so do their retries. The next attempt sleeps until its time; the others wait
/// for it without a timer. A retry has the best chance soon after a throttling, when the rate was just cut. So it goes
/// before later calls.
final class RequestLimiter: Sendable {
    private let queue: Mutex<RequestLimiterQueue>
    private let system: SystemContext

    init(_ system: SystemContext) {
        self.system = system
        queue = Mutex(RequestLimiterQueue(Pacer(at: system.seconds)))
    }

    /// The number of attempts that wait for a place.
    var waiting: Int { queue.withLock { $0.waiters.count } }

    /// The present window and rate.
    var pacer: Pacer { queue.withLock { $0.pacer } }

    /// Registers a call and returns its place in the order of calls.
    func register() -> Int { queue.withLock { $0.newTicket() } }

    /// Waits until an attempt may be sent.
    ///
    /// - Parameters:
    ///   - ticket: the call's place; a call has one attempt at a time.
    ///   - isLastAttempt: whether the attempt is a retry that no other follows.
    ///   - timeLeft: the time until the deadline, asked for when needed.
    /// - Returns: the pass for ``finish(_:with:)``, or `nil` when the time left does not suffice.
    /// - Throws: `CancellationError` when the task was cancelled.
    func enter(
        _ ticket: Int, isLastAttempt: Bool, timeLeft: () -> Duration?
    ) async throws -> Pacer.Pass? {
        switch try await turn(of: ticket, isLastAttempt: isLastAttempt) {
        case .go(let pass): return pass
        case .sleep(let seconds):
            let delay = Duration.seconds(seconds)
            if let timeLeft = timeLeft(), delay >= timeLeft {
                change { queue, _ in queue.giveUp() }
                return nil
            }
            do {
                try await system.sleep(delay)
            } catch {
                change { queue, _ in queue.giveUp() }
                throw error
            }
            return change { queue, now in queue.wake(isLastAttempt: isLastAttempt, at: now) }
        }
    }

    /// Ends an attempt and admits others.
    func finish(_ pass: Pacer.Pass, with answer: Pacer.Answer) {
        change { queue, now in queue.pacer.finish(pass, with: answer, at: now) }
    }

    private func turn(of ticket: Int, isLastAttempt: Bool) async throws -> RequestLimiterQueue.Turn {
        let now = system.seconds
        let turn = queue.withLock { queue in
            queue.waiters.isEmpty ? queue.turn(isLastAttempt: isLastAttempt, at: now) : nil
        }
        if let turn { return turn }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = RequestLimiterQueue.Waiter(
                    ticket: ticket, isLastAttempt: isLastAttempt, continuation: continuation)
                let isCancelled = change { queue, _ in
                    // A later cancellation waits for the lock, and then finds the waiter.
                    if Task.isCancelled { return true }
                    queue.insert(waiter)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let waiter = queue.withLock { $0.remove(ticket) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Changes the queue and admits the attempts that may go then.
    @discardableResult
    private func change<Result: Sendable>(_ body: (inout RequestLimiterQueue, Double) -> Result) -> Result {
        let now = system.seconds
        let (result, admitted) = queue.withLock { queue in
            let result = body(&queue, now)
            return (result, queue.admit(at: now))
        }
        for (waiter, turn) in admitted { waiter.continuation.resume(returning: turn) }
        return result
    }
}

extension SystemContext {
    /// The machine's time in seconds.
    fileprivate var seconds: Double { now().timeIntervalSince1970 }
}
