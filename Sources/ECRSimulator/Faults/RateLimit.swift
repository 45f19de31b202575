import Essentials

/// How many calls a service takes, as a token bucket: a call takes a token, or is throttled where there is none.
public struct RateLimit: Sendable, Hashable {
    /// How many tokens come back a second.
    public var callsPerSecond: Double
    /// How many the bucket holds: the calls that may come at once.
    public var burst: Int

    /// Creates a limit; by default, a second's calls may come at once.
    public init(callsPerSecond: Double, burst: Int? = nil) {
        self.callsPerSecond = callsPerSecond
        self.burst = burst ?? max(1, Int(callsPerSecond))
    }
}

/// The buckets of the limits that are in force: one for each operation, account and region that a limit is about.
struct RateLimitBuckets: Sendable {
    private struct Key: Hashable {
        let place: Int
        let operation: Operation
        let location: Location
    }

    private struct Bucket {
        var tokens: Double
        var filled: Date
    }

    private var buckets: [Key: Bucket] = [:]

    /// Takes a call's token.
    ///
    /// - Parameter place: the limit's place among the faults.
    /// - Returns: whether there was one. A call that is throttled takes none.
    mutating func take(_ limit: RateLimit, at place: Int, for operation: Operation, _ location: Location, now: Date)
        -> Bool
    {
        let key = Key(place: place, operation: operation, location: location)
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
