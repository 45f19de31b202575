/// Who waits at a ``RequestLimiter``, and what they are told.
struct RequestLimiterQueue: Sendable {
    /// What an attempt is told that has a place in the window.
    enum Turn: Sendable {
        case go(Pacer.Pass)
        /// It is next, and goes after so many seconds.
        case sleep(seconds: Double)
    }

    struct Waiter: Sendable {
        let ticket: Int
        let isLastAttempt: Bool
        let continuation: CheckedContinuation<Turn, any Error>
    }

    var pacer: Pacer
    private var tickets = 0
    /// Those who wait for a place; the first to go is the last.
    private(set) var waiters: [Waiter] = []
    /// Whether an attempt has a place and sleeps until its time.
    private var isSomeoneNext = false

    init(_ pacer: Pacer) { self.pacer = pacer }

    mutating func newTicket() -> Int {
        tickets += 1
        return tickets
    }

    /// The turn of an attempt at which it need not wait for others, or `nil`.
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

    /// Lets the attempt go that was next, and is not sent.
    mutating func giveUp() {
        isSomeoneNext = false
        pacer.giveUp()
    }

    /// Takes those out whose turn it is.
    mutating func admit(at time: Double) -> [(waiter: Waiter, turn: Turn)] {
        var admitted: [(Waiter, Turn)] = []
        while let first = waiters.last, let turn = turn(isLastAttempt: first.isLastAttempt, at: time) {
            waiters.removeLast()
            admitted.append((first, turn))
        }
        return admitted
    }

    /// Puts a waiter behind those whose calls came before its own.
    mutating func insert(_ waiter: Waiter) {
        let later = waiters.lastIndex { $0.ticket > waiter.ticket }
        waiters.insert(waiter, at: later.map { $0 + 1 } ?? 0)
    }

    mutating func remove(_ ticket: Int) -> Waiter? {
        waiters.firstIndex { $0.ticket == ticket }.map { waiters.remove(at: $0) }
    }
}
