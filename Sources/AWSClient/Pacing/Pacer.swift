/// When the attempts at one operation may be sent, so that as many succeed as the service allows: a window of calls
/// under way, and from the first throttling on a rate.
///
/// Without I/O and without a clock; ``RequestLimiter`` lets attempts wait. Times are seconds.
///
/// The rate is that of the AWS SDKs' adaptive mode, with what three attempts need so that none is in vain:
/// - A round trip's throttlings are one: what was sent before the last cut says nothing about the rate after it.
/// - The first throttling cuts the rate that there was, though the calls have only begun.
/// - A throttling empties the bucket but for one token: what was saved up came by a rate that was too high.
/// - A call's last attempt comes alone: a second after the last throttling, and as if it were three calls or after a
///   second in which nothing was sent, with an empty bucket behind it. A service that counts by seconds has room then.
/// - A minute without throttling ends the limit.
struct Pacer: Sendable, Hashable {
    /// An attempt that was sent.
    struct Pass: Sendable, Hashable {
        /// Its number in the order of sending.
        let number: Int
    }

    /// What an attempt says about the rate.
    enum Answer: Sendable, Hashable {
        case success
        case throttling
        /// It failed for another reason, or was not sent after all.
        case other
    }

    static let tokensOfLastAttempt = 3.0
    static let quietBeforeLastAttempt = 1.0
    static let memory = 60.0

    private(set) var window = ConcurrencyWindow()
    private(set) var limiter: RateLimiter
    private var latest: Double
    private var lastThrottling: Double?
    private var sent = 0
    private var lastSent: Double
    /// How many attempts had been sent when the rate was cut.
    private var sentBeforeCut = 0

    init(at time: Double) {
        latest = time
        lastSent = time
        limiter = RateLimiter(at: time)
    }

    /// Gives an attempt a place in the window.
    ///
    /// - Returns: how long it must wait, in seconds, while nobody else is given one; `nil` when the window is full.
    mutating func enter(isLastAttempt: Bool, at time: Double) -> Double? {
        let time = advance(to: time)
        if let lastThrottling, time - lastThrottling > Self.memory { forget(at: time) }
        guard !window.isFull else { return nil }
        window.enter()
        guard isLastAttempt, let lastThrottling else { return limiter.delay(tokens: 1, at: time) }
        let quiet = Self.quietBeforeLastAttempt - time
        return max(
            lastThrottling + quiet, min(limiter.delay(tokens: Self.tokensOfLastAttempt, at: time), lastSent + quiet), 0)
    }

    /// Sends an attempt that has a place and has waited.
    mutating func send(isLastAttempt: Bool, at time: Double) -> Pass {
        let time = advance(to: time)
        limiter.take(1, at: time)
        if isLastAttempt { limiter.spill(to: 0) }
        sent += 1
        lastSent = time
        return Pass(number: sent)
    }

    /// Takes the place back from an attempt that was not sent.
    mutating func giveUp() { window.leave() }

    /// Ends an attempt that was sent.
    mutating func finish(_ pass: Pass, with answer: Answer, at time: Double) {
        let time = advance(to: time)
        switch answer {
        case .success:
            window.grow()
            limiter.succeeded(at: time)
        case .throttling where pass.number > sentBeforeCut:
            window.halve()
            limiter.throttled(at: time)
            limiter.spill(to: 1)
            sentBeforeCut = sent
            lastThrottling = time
        case .throttling:
            limiter.answered(at: time)
            lastThrottling = time
        case .other:
            limiter.answered(at: time)
        }
        window.leave()
    }

    private mutating func forget(at time: Double) {
        lastThrottling = nil
        limiter = RateLimiter(at: time)
    }

    /// The wall clock may be put back; the pacer's time stands still then.
    private mutating func advance(to time: Double) -> Double {
        latest = max(latest, time)
        return latest
    }
}
