import Testing

@testable import AWSClient

/// One call of botocore's adaptive mode; see `Oracles/pacing.py`.
private struct PacedCall: Decodable {
    var run: String
    var at: Double
    var delay: Double
    var sent: Double
    var answered: Double
    var throttled: Bool
    var measured: Double
    var rate: Double
    var tokens: Double
    var maximum: Double
    var timeToMaximum: Double
}

@Suite("The rate limiter agrees with botocore's adaptive mode")
struct PacingOracleTests {
    @Test(
        "in its delays, rates and tokens",
        arguments: ["never throttled", "now and then", "often", "at first", "late, after much", "rarely called"])
    func run(name: String) throws {
        let calls = try fixture("pacing.json", as: [PacedCall].self).filter { $0.run == name }
        #expect(calls.count == 200)
        var limiter = RateLimiter(at: 1_790_000_000, estimatesFirstRate: false)
        for (number, call) in calls.enumerated() {
            let delay = limiter.delay(tokens: 1, at: call.at)
            limiter.take(1, at: call.sent)
            if call.throttled { limiter.throttled(at: call.answered) } else { limiter.succeeded(at: call.answered) }
            let pairs = [
                (delay, call.delay), (limiter.measured.callsPerSecond, call.measured),
                (limiter.bucket.rate, call.rate), (limiter.bucket.tokens, call.tokens),
                (limiter.cubic.maximum, call.maximum), (limiter.cubic.timeToMaximum, call.timeToMaximum),
            ]
            let agrees = pairs.allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }
            try #require(agrees, "call \(number): \(pairs)")
        }
    }
}
