/// The retries that a client may still make, as tokens.
///
/// When a service is down, every call fails, and retrying each call multiplies the load. The tokens then run out, and
/// calls fail at once until some succeed again. The amounts are those of the AWS SDKs' standard mode.
struct RetryQuota: Sendable, Hashable {
    static let capacity = 500

    private(set) var tokens = RetryQuota.capacity

    /// The cost of a retry after a fault.
    static func cost(of kind: RetryErrorKind) -> Int {
        switch kind {
        case .transient: 14
        case .throttling: 5
        }
    }

    /// Takes a retry's cost and returns it, if the tokens suffice.
    mutating func take(for kind: RetryErrorKind) -> Int? {
        let cost = Self.cost(of: kind)
        guard cost <= tokens else { return nil }
        tokens -= cost
        return cost
    }

    /// Returns the last retry's cost, or one token if there was none.
    mutating func giveBack(_ cost: Int?) {
        tokens = min(tokens + (cost ?? 1), Self.capacity)
    }
}
