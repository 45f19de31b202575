/// Decides when the attempts at one operation may be sent.
///
/// As many attempts should succeed as the service allows. A window limits the calls under way. From the first
/// throttling on, a rate limits them too. There is no I/O and no clock here: ``RequestLimiter`` lets attempts wait.
/// Times are seconds.
///
/// The rate is that of the AWS SDKs' adaptive mode, changed so that none of three attempts is wasted:
/// - The throttlings of one round trip count once. An attempt sent before the last cut says nothing about the rate
///   after the cut.
/// - The first throttling cuts the rate so far, even when the calls have only begun.
/// - A throttling leaves one token in the bucket, since the others were saved at too high a rate.
/// - A call's last attempt is sent alone, when a service that counts by seconds has room for it. It waits for a second
///   after the last throttling, and for three tokens or a second in which nothing is sent. It leaves an empty bucket.
/// - A minute without throttling ends the limit.
///
/// An attempt counts as sent when it has its turn. It may still read something before it goes, or be withdrawn.
struct Pacer: Sendable, Hashable {
    /// An attempt that has its turn.
    struct Pass: Sendable, Hashable {
        /// The attempt's number in the order of turns.
        let number: Int
    }

    /// An attempt's result, as far as it concerns the rate.
    enum Answer: Sendable, Hashable {
        case success
        case throttling
        /// A failure for another reason, or an attempt that was not sent.
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
    /// The number of attempts sent before the rate was last cut.
    private var sentBeforeCut = 0

    init(at time: Double) {
        latest = time
        lastSent = time
        limiter = RateLimiter(at: time)
    }

    /// Gives an attempt a place in the window.
    ///
    /// - Returns: the seconds to wait, while no other attempt may enter; `nil` when the window is full.
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

    /// Records the sending of an attempt that has waited for its time.
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

    /// Advances the pacer's time, which never goes back.
    ///
    /// The wall clock may be put back; the pacer's time stands still then.
    private mutating func advance(to time: Double) -> Double {
        latest = max(latest, time)
        return latest
    }
}
