import Essentials

/// A service's call limit, as a token bucket.
///
/// A call without a token is throttled.
public struct RateLimit: Sendable, Hashable {
    /// The number of tokens added per second.
    public var callsPerSecond: Double
    /// The bucket's capacity: the calls that may come at once.
    public var burst: Int

    /// Creates a limit; by default, one second's calls may come at once.
    public init(callsPerSecond: Double, burst: Int? = nil) {
        self.callsPerSecond = callsPerSecond
        self.burst = burst ?? max(1, Int(callsPerSecond))
    }
}

/// The buckets of the active limits.
///
/// There is a bucket for each operation, account and region.
struct RateLimitBuckets: Sendable {
    private struct Key: Hashable {
        let index: Int
        let operation: Operation
        let location: Location
    }

    private struct Bucket {
        var tokens: Double
        var filled: Date
    }

    private var buckets: [Key: Bucket] = [:]

    /// Takes a token for a call.
    ///
    /// - Parameter index: the limit's position among the faults.
    /// - Returns: whether there was a token. A throttled call takes none.
    mutating func take(_ limit: RateLimit, at index: Int, for operation: Operation, _ location: Location, now: Date)
        -> Bool
    {
        let key = Key(index: index, operation: operation, location: location)
        var bucket = buckets[key] ?? Bucket(tokens: Double(limit.burst), filled: now)
        let elapsed = max(0, now.timeIntervalSince(bucket.filled))
        bucket.tokens = min(Double(limit.burst), bucket.tokens + elapsed * limit.callsPerSecond)
        bucket.filled = now
        defer { buckets[key] = bucket }
        guard bucket.tokens >= 1 else { return false }
        bucket.tokens -= 1
        return true
    }
}
