/// The attempts at one call: decides after each whether another follows, and when.
///
/// This is the AWS SDKs' standard mode, without I/O: the caller sends, sleeps and throws.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
struct Retries: Sendable, Hashable {
    /// What follows a failed attempt.
    enum NextStep: Sendable, Hashable {
        case retry(after: Duration)
        case giveUp(StopReason)
    }

    /// Why no further attempt follows.
    enum StopReason: Sendable, Hashable {
        case attemptsUsedUp
        case quotaUsedUp
        case deadline
    }

    /// The most attempts that are made, the first included.
    let maximumAttempts: Int

    /// The number of the present attempt, from 1.
    private(set) var attempt = 1

    /// Whether the present attempt is a retry that no other follows.
    var isLastAttempt: Bool { attempt > 1 && attempt == maximumAttempts }

    private var lastCost: Int?

    private var hasCorrectedClock = false

    init(maximumAttempts: Int) {
        self.maximumAttempts = maximumAttempts
    }

    /// Decides what follows after a passing fault.
    ///
    /// - Parameters:
    ///   - retryAfter: what the service asked for in `x-amz-retry-after`.
    ///   - chance: a random number in 0..<1, so that clients that failed together do not return together.
    ///   - timeLeft: what is left until the deadline; there is no retry that would begin behind it.
    mutating func failed(
        with fault: RetryErrorKind, retryAfter: Duration?, chance: Double, timeLeft: Duration?, quota: inout RetryQuota
    ) -> NextStep {
        guard attempt < maximumAttempts else { return .giveUp(.attemptsUsedUp) }
        let delay = Self.delay(fault, attempt: attempt, retryAfter: retryAfter, chance: chance)
        if let timeLeft, delay >= timeLeft { return .giveUp(.deadline) }
        guard let cost = quota.take(for: fault) else { return .giveUp(.quotaUsedUp) }
        lastCost = cost
        attempt += 1
        return .retry(after: delay)
    }

    /// Decides whether an attempt by the corrected clock follows: one does, at once and without a cost, unless it was
    /// made already or the attempts are used up.
    mutating func correctedClock() -> Bool {
        guard !hasCorrectedClock, attempt < maximumAttempts else { return false }
        hasCorrectedClock = true
        attempt += 1
        return true
    }

    /// Settles with the quota after a success.
    func succeeded(quota: inout RetryQuota) {
        quota.giveBack(lastCost)
    }

    /// What the value of `x-amz-retry-after` asks for, in whole milliseconds; `nil` for a value that is none.
    static func retryAfter(_ value: String?) -> Duration? {
        guard let milliseconds = value.flatMap({ Int($0) }), milliseconds >= 0 else { return nil }
        return .milliseconds(milliseconds)
    }

    static func delay(_ fault: RetryErrorKind, attempt: Int, retryAfter: Duration?, chance: Double) -> Duration {
        let base: Duration =
            switch fault {
            case .transient: .milliseconds(50)
            case .throttling: .seconds(1)
            }
        // 20 seconds are reached with the ninth doubling of the smaller base; further ones could only overflow.
        let longest = min(base * (1 << min(attempt - 1, 9)), .seconds(20))
        let delay = longest * chance
        guard let retryAfter else { return delay }
        return max(delay, min(retryAfter, delay + .seconds(5)))
    }
}
