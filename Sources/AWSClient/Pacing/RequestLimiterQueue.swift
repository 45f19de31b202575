/// The attempts that wait at a ``RequestLimiter``, in order.
struct RequestLimiterQueue: Sendable {
    /// The turn of an attempt that has a place in the window.
    enum Turn: Sendable {
        case go(Pacer.Pass)
        /// The attempt is next, and goes after so many seconds.
        case sleep(seconds: Double)
    }

    struct Waiter: Sendable {
        let ticket: Int
        let isLastAttempt: Bool
        let continuation: CheckedContinuation<Turn, any Error>
    }

    var pacer: Pacer
    private var tickets = 0
    /// The attempts that wait for a place; the last entry goes first.
    private(set) var waiters: [Waiter] = []
    /// Whether an attempt has a place and sleeps until its time.
    private var isSomeoneNext = false

    init(_ pacer: Pacer) { self.pacer = pacer }

    mutating func newTicket() -> Int {
        tickets += 1
        return tickets
    }

    /// The turn of an attempt, or `nil` if it must wait.
    mutating func turn(isLastAttempt: Bool, at time: Double) -> Turn? {
        guard !isSomeoneNext, let delay = pacer.enter(isLastAttempt: isLastAttempt, at: time) else { return nil }
        guard delay > 0 else { return .go(pacer.send(isLastAttempt: isLastAttempt, at: time)) }
        isSomeoneNext = true
        return .sleep(seconds: delay)
    }

    /// Sends the attempt that was next.
    mutating func wake(isLastAttempt: Bool, at time: Double) -> Pacer.Pass {
        isSomeoneNext = false
        return pacer.send(isLastAttempt: isLastAttempt, at: time)
    }

    /// Releases the place of the next attempt, which is not sent.
    mutating func giveUp() {
        isSomeoneNext = false
        pacer.giveUp()
    }

    /// Removes the waiters whose turn it is, and returns them.
    mutating func admit(at time: Double) -> [(waiter: Waiter, turn: Turn)] {
        var admitted: [(Waiter, Turn)] = []
        while let first = waiters.last, let turn = turn(isLastAttempt: first.isLastAttempt, at: time) {
            waiters.removeLast()
            admitted.append((first, turn))
        }
        return admitted
    }

    /// Inserts a waiter behind those whose calls came earlier.
    mutating func insert(_ waiter: Waiter) {
        let later = waiters.lastIndex { $0.ticket > waiter.ticket }
        waiters.insert(waiter, at: later.map { $0 + 1 } ?? 0)
    }

    mutating func remove(_ ticket: Int) -> Waiter? {
        waiters.firstIndex { $0.ticket == ticket }.map { waiters.remove(at: $0) }
    }
}
