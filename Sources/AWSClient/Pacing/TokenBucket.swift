/// Tokens that come at a rate; whoever sends takes some.
///
/// Times are seconds, rates are tokens a second.
struct TokenBucket: Sendable, Hashable {
    /// However often a service throttles, a call is tried every other second.
    static let minimumRate = 0.5

    private(set) var rate: Double
    private(set) var tokens: Double
    private var capacity: Double
    private var lastFilled: Double

    /// Creates a bucket with one token in it, so that who is throttled once is not delayed for that.
    init(at time: Double) {
        rate = 1
        capacity = 1
        tokens = 1
        lastFilled = time
    }

    /// How long it takes until so many tokens are there, which may be more than the bucket holds.
    mutating func delay(until wanted: Double, at time: Double) -> Double {
        fill(at: time)
        return max(0, (wanted - tokens) / rate)
    }

    /// Takes tokens that were waited for.
    ///
    /// The wait counts, whatever the clock says, and there are no debts: a clock that stands still can't stop anybody.
    mutating func take(_ amount: Double, at time: Double) {
        fill(at: time)
        tokens = max(0, tokens - amount)
    }

    /// Throws away all but so many tokens.
    mutating func spill(to amount: Double) { tokens = min(tokens, amount) }

    /// Changes the rate; what came until now came at the old one.
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
