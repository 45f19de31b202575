/// A bucket of tokens that fills at a rate.
///
/// Each call takes tokens from it. Times are seconds, rates are tokens a second.
///
/// Times are seconds, rates are tokens a second.
struct TokenBucket: Sendable, Hashable {
    /// The minimum rate: a call every other second.
    ///
    /// It holds however often a service throttles.
    static let minimumRate = 0.5

    private(set) var rate: Double
    private(set) var tokens: Double
    private var capacity: Double
    private var lastFilled: Double

    /// Creates a bucket with one token.
    ///
    /// The token saves a call that is throttled once from a further delay.
    init(at time: Double) {
        rate = 1
        capacity = 1
        tokens = 1
        lastFilled = time
    }

    /// The seconds until so many tokens are available.
    ///
    /// The number may be larger than the bucket's capacity.
    mutating func delay(until wanted: Double, at time: Double) -> Double {
        fill(at: time)
        return max(0, (wanted - tokens) / rate)
    }

    /// Takes tokens after their wait.
    ///
    /// The wait counts, whatever the clock says, and the number of tokens never falls below zero. So a clock that
    /// stands still can't block calls.
    mutating func take(_ amount: Double, at time: Double) {
        fill(at: time)
        tokens = max(0, tokens - amount)
    }

    /// Discards all but so many tokens.
    mutating func spill(to amount: Double) { tokens = min(tokens, amount) }

    /// Changes the rate; tokens until now come at the old rate.
    mutating func setRate(_ newRate: Double, at time: Double) {
        fill(at: time)
        rate = max(newRate, Self.minimumRate)
        capacity = max(newRate, 1)
        tokens = min(tokens, capacity)
    }

    private mutating func fill(at time: Double) {
        tokens = min(capacity, tokens + (time - lastFilled) * rate)
        lastFilled = time
    }
}
