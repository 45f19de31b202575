/// Limits how many calls a second are sent, from the first throttling on, as the AWS SDKs' adaptive retry mode does.
///
/// Times are seconds that never go back.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
struct RateLimiter: Sendable, Hashable {
    /// The rate may be at most this many times what is being sent: a rate that nobody uses proves nothing.
    private static let maximumHeadroom = 2.0

    private(set) var isEnabled = false
    private(set) var bucket: TokenBucket
    private(set) var measured: MeasuredRate
    private(set) var cubic: CubicRate

    private let estimatesFirstRate: Bool

    /// Begins without a limit.
    ///
    /// - Parameter estimatesFirstRate: whether a throttling of calls that have only begun cuts the rate that there was
    ///   until then. Adaptive mode, which the tests hold the rest against, knows of none before half a second has
    ///   passed, goes down to next to nothing, and takes seconds to come back.
    init(at time: Double, estimatesFirstRate: Bool = true) {
        self.estimatesFirstRate = estimatesFirstRate
        bucket = TokenBucket(at: time)
        measured = MeasuredRate(at: time)
        cubic = CubicRate(at: time)
    }

    /// How long a call must wait that takes so many tokens.
    mutating func delay(tokens: Double, at time: Double) -> Double {
        isEnabled ? bucket.delay(until: tokens, at: time) : 0
    }

    /// Takes the tokens of a call that is sent now.
    mutating func take(_ tokens: Double, at time: Double) {
        if isEnabled { bucket.take(tokens, at: time) }
    }

    /// Throws away all but so many of the tokens that were saved up.
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
