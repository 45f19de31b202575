/// The attempts at one call, and the decisions between them.
///
/// This is the AWS SDKs' standard mode, without I/O: the caller sends, sleeps and throws.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
struct Retries: Sendable, Hashable {
    /// The step after a failed attempt.
    enum NextStep: Sendable, Hashable {
        case retry(after: Duration)
        case giveUp(StopReason)
    }

    /// The reason that no further attempt follows.
    enum StopReason: Sendable, Hashable {
        case attemptsUsedUp
        case quotaUsedUp
        case deadline
    }

    /// The maximum number of attempts, including the first.
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

    /// Decides the step after a passing fault.
    ///
    /// - Parameters:
    ///   - retryAfter: the delay that the service asked for in `x-amz-retry-after`.
    ///   - chance: a random number in 0..<1, so that clients that failed together return at different times.
    ///   - timeLeft: the time until the deadline; no retry begins after it.
    mutating func failed(
        with kind: RetryErrorKind, retryAfter: Duration?, chance: Double, timeLeft: Duration?, quota: inout RetryQuota
    ) -> NextStep {
        guard attempt < maximumAttempts else { return .giveUp(.attemptsUsedUp) }
        let delay = Self.delay(kind, attempt: attempt, retryAfter: retryAfter, chance: chance)
        if let timeLeft, delay >= timeLeft { return .giveUp(.deadline) }
        guard let cost = quota.take(for: kind) else { return .giveUp(.quotaUsedUp) }
        lastCost = cost
        attempt += 1
        return .retry(after: delay)
    }

    /// Decides whether an attempt by the corrected clock follows.
    ///
    /// A call gets one such attempt, at once and at no cost, unless the attempts are used up.
    mutating func correctedClock() -> Bool {
        guard !hasCorrectedClock, attempt < maximumAttempts else { return false }
        hasCorrectedClock = true
        attempt += 1
        return true
    }

    /// Returns tokens to the quota after a success.
    func succeeded(quota: inout RetryQuota) {
        quota.giveBack(lastCost)
    }

    /// The delay in a value of `x-amz-retry-after`.
    ///
    /// The value is in whole milliseconds; any other value gives `nil`.
    static func retryAfter(_ value: String?) -> Duration? {
        guard let milliseconds = value.flatMap({ Int($0) }), milliseconds >= 0 else { return nil }
        return .milliseconds(milliseconds)
    }

    static func delay(_ kind: RetryErrorKind, attempt: Int, retryAfter: Duration?, chance: Double) -> Duration {
        let base: Duration =
            switch kind {
            case .transient: .milliseconds(50)
            case .throttling: .seconds(1)
            }
        // The ninth doubling of the smaller base exceeds 20 seconds; further doublings could overflow.
        let longest = min(base * (1 << min(attempt - 1, 9)), .seconds(20))
        let delay = longest * chance
        guard let retryAfter else { return delay }
        return max(delay, min(retryAfter, delay + .seconds(5)))
    }
}
