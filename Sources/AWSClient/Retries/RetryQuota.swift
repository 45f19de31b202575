/// The retries that a client may still make, as tokens in a bucket.
///
/// When a service is down, every call fails, and retrying each of them multiplies its load. The bucket runs dry
/// then, and calls fail at once until some succeed again. The amounts are those of the AWS SDKs' standard mode.
struct RetryQuota: Sendable, Hashable {
    static let capacity = 500

    private(set) var tokens = RetryQuota.capacity

    /// What a retry after a fault costs.
    static func cost(of fault: RetryErrorKind) -> Int {
        switch fault {
        case .transient: 14
        case .throttling: 5
        }
    }

    /// Takes what a retry costs, or leaves the bucket as it is and returns `nil` when that is not there.
    mutating func take(for fault: RetryErrorKind) -> Int? {
        let cost = Self.cost(of: fault)
        guard cost <= tokens else { return nil }
        tokens -= cost
        return cost
    }

    /// Puts back what the last retry before a success cost, or one token after a success at the first attempt.
    mutating func giveBack(_ cost: Int?) {
        tokens = min(tokens + (cost ?? 1), Self.capacity)
    }
}
