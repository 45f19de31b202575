/// A limit on calls per second, from the first throttling on.
///
/// It works as in the AWS SDKs' adaptive retry mode. Times are seconds that never go back.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
struct RateLimiter: Sendable, Hashable {
    /// The maximum ratio of the rate to the measured rate of calls.
    ///
    /// A rate that nobody uses proves nothing.
    private static let maximumHeadroom = 2.0

    private(set) var isEnabled = false
    private(set) var bucket: TokenBucket
    private(set) var measured: MeasuredRate
    private(set) var cubic: CubicRate

    private let estimatesFirstRate: Bool

    /// Creates a limiter that sets no limit yet.
    ///
    /// - Parameter estimatesFirstRate: whether an early throttling cuts an estimate of the rate so far. Adaptive mode,
    ///   which the tests compare with, measures no rate for the first half second. It then drops to almost nothing, and
    ///   takes seconds to recover.
    init(at time: Double, estimatesFirstRate: Bool = true) {
        self.estimatesFirstRate = estimatesFirstRate
        bucket = TokenBucket(at: time)
        measured = MeasuredRate(at: time)
        cubic = CubicRate(at: time)
    }

    /// The seconds until a call may take so many tokens.
    mutating func delay(tokens: Double, at time: Double) -> Double {
        isEnabled ? bucket.delay(until: tokens, at: time) : 0
    }

    /// Takes the tokens of a call that is sent now.
    mutating func take(_ tokens: Double, at time: Double) {
        if isEnabled { bucket.take(tokens, at: time) }
    }

    /// Discards all but so many of the saved tokens.
    mutating func spill(to tokens: Double) { bucket.spill(to: tokens) }

    /// Counts an answer that says nothing about the rate.
    mutating func answered(at time: Double) { measured.record(at: time) }

    /// Raises the rate along the curve.
    mutating func succeeded(at time: Double) {
        measured.record(at: time)
        setRate(cubic.succeeded(at: time), at: time)
    }

    /// Cuts the rate.
    mutating func throttled(at time: Double) {
        measured.record(at: time)
        let sent = callsPerSecond(at: time)
        let rate = isEnabled ? min(sent, bucket.rate) : sent
        isEnabled = true
        setRate(cubic.throttled(sendingAt: rate, at: time), at: time)
    }

    private mutating func setRate(_ rate: Double, at time: Double) {
        bucket.setRate(min(rate, Self.maximumHeadroom * callsPerSecond(at: time)), at: time)
    }

    private func callsPerSecond(at time: Double) -> Double {
        estimatesFirstRate ? measured.estimatedCallsPerSecond(at: time) : measured.callsPerSecond
    }
}
