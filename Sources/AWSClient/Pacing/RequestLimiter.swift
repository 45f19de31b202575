import Essentials
import Synchronization

/// Lets the attempts at one operation through when its ``Pacer`` says so, one after the other: the call that came
/// first goes first, and so do its retries.
///
/// Who is next sleeps until its time has come, and all others wait for it without a timer. A retry has a better chance
/// soon after a throttling, when the rate was just cut, than behind all that came after its call.
final class RequestLimiter: Sendable {
    private let queue: Mutex<RequestLimiterQueue>
    private let system: SystemContext

    init(_ system: SystemContext) {
        self.system = system
        queue = Mutex(RequestLimiterQueue(Pacer(at: system.seconds)))
    }

    /// How many attempts wait for a place.
    var waiting: Int { queue.withLock { $0.waiters.count } }

    /// The window and the rate as they are.
    var pacer: Pacer { queue.withLock { $0.pacer } }

    /// Registers a call, and gives its place among the calls.
    func register() -> Int { queue.withLock { $0.newTicket() } }

    /// Waits until an attempt may be sent.
    ///
    /// - Parameters:
    ///   - ticket: its call's place; a call has one attempt at a time.
    ///   - isLastAttempt: whether it is a retry that no other follows.
    ///   - timeLeft: what is left until the deadline, when it is asked for.
    /// - Returns: what ``finish(_:with:)`` must be told of, or `nil` when the time left does not suffice.
    /// - Throws: `CancellationError`.
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

    /// Ends an attempt, and lets others through.
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
                    // A cancellation that comes later waits for the lock, and finds the waiter.
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

    /// Changes the queue, and lets through whoever may go after that.
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
