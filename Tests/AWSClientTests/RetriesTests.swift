import Testing

@testable import AWSClient

@Suite("Retries")
struct RetriesTests {
    /// The decision after one fault, at an attempt, with a full quota unless told otherwise.
    private func decision(
        _ fault: RetryErrorKind = .transient, at attempt: Int = 1, of maximum: Int = 3, retryAfter: Duration? = nil,
        chance: Double = 0.5, timeLeft: Duration? = nil, quota: RetryQuota = RetryQuota()
    ) -> Retries.NextStep {
        var retries = Retries(maximumAttempts: maximum)
        var spare = RetryQuota()
        for _ in 1..<max(attempt, 1) {
            _ = retries.failed(with: .transient, retryAfter: nil, chance: 0, timeLeft: nil, quota: &spare)
        }
        var quota = quota
        return retries.failed(with: fault, retryAfter: retryAfter, chance: chance, timeLeft: timeLeft, quota: &quota)
    }

    @Test(
        "wait up to twice as long each time, at most 20 s",
        arguments: [
            (RetryErrorKind.transient, [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 20_000, 20_000, 20_000]),
            (.throttling, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]),
        ])
    func delays(fault: RetryErrorKind, milliseconds: [Int]) {
        let longest = (1...milliseconds.count).map {
            Retries.delay(fault, attempt: $0, retryAfter: nil, chance: 1)
        }
        #expect(longest == milliseconds.map { .milliseconds($0) })
    }

    @Test("wait a random part of that, none at all included")
    func jitter() {
        #expect(decision(.throttling, chance: 0) == .retry(after: .zero))
        #expect(decision(.throttling, chance: 0.25) == .retry(after: .milliseconds(250)))
    }

    @Test("never overflow, however many attempts there are")
    func manyAttempts() {
        #expect(Retries.delay(.throttling, attempt: .max, retryAfter: nil, chance: 1) == .seconds(20))
    }

    @Test(
        "wait as the service asks, from the computed delay to 5 s more",
        arguments: [
            (Duration.zero, Duration.milliseconds(500)), (.milliseconds(499), .milliseconds(500)),
            (.milliseconds(501), .milliseconds(501)), (.milliseconds(5_500), .milliseconds(5_500)),
            (.milliseconds(5_501), .milliseconds(5_500)), (.seconds(1 << 40), .milliseconds(5_500)),
        ])
    func retryAfter(asked: Duration, wait: Duration) {
        #expect(decision(.throttling, retryAfter: asked) == .retry(after: wait))
    }

    @Test(
        "read the service's wish in whole milliseconds, and pass over what is none",
        arguments: [
            ("0", Duration.zero), ("1500", .milliseconds(1_500)), ("99999999999", .milliseconds(99_999_999_999)),
            ("-1", nil), ("1.5", nil), ("soon", nil), ("", nil), ("99999999999999999999", nil), (nil, nil),
        ] as [(String?, Duration?)])
    func wish(text: String?, duration: Duration?) {
        #expect(Retries.retryAfter(text) == duration)
    }

    @Test("end with the last attempt", arguments: [1, 2, 3, 10])
    func attempts(maximum: Int) {
        #expect(decision(at: maximum, of: maximum) == .giveUp(.attemptsUsedUp))
        if maximum > 1 {
            #expect(decision(at: maximum - 1, of: maximum, chance: 0) == .retry(after: .zero))
        }
    }

    @Test("do not begin at the deadline or behind it, and then cost nothing")
    func deadline() {
        #expect(decision(.throttling, timeLeft: .milliseconds(500)) == .giveUp(.deadline))
        #expect(decision(.throttling, chance: 0, timeLeft: .zero) == .giveUp(.deadline))
        #expect(decision(.throttling, timeLeft: .milliseconds(501)) == .retry(after: .milliseconds(500)))
        #expect(decision(.throttling, retryAfter: .seconds(3), timeLeft: .seconds(3)) == .giveUp(.deadline))

        var quota = RetryQuota()
        var retries = Retries(maximumAttempts: 3)
        _ = retries.failed(with: .transient, retryAfter: nil, chance: 0, timeLeft: .zero, quota: &quota)
        #expect(quota.tokens == 500)
        #expect(retries.attempt == 1)
    }

    @Test(
        "cost 14 tokens after a transient fault and 5 after throttling",
        arguments: [(RetryErrorKind.transient, 486), (.throttling, 495)])
    func cost(fault: RetryErrorKind, left: Int) {
        var quota = RetryQuota()
        var retries = Retries(maximumAttempts: 3)
        _ = retries.failed(with: fault, retryAfter: nil, chance: 0, timeLeft: nil, quota: &quota)
        #expect(quota.tokens == left)
        retries.succeeded(quota: &quota)
        #expect(quota.tokens == 500)
    }

    @Test("are refused when the quota has less than they cost, which leaves it as it is")
    func dryQuota() {
        var quota = RetryQuota()
        while quota.take(for: .transient) != nil {}
        #expect(quota.tokens == 500 - 35 * 14)
        #expect(decision(.transient, quota: quota) == .giveUp(.quotaUsedUp))
        #expect(decision(.throttling, chance: 0, quota: quota) == .retry(after: .zero))
        let costs = (0..<3).map { _ in quota.take(for: .throttling) }
        #expect(costs == [5, 5, nil])
        #expect(quota.tokens == 0)
    }

    @Test("give back what the last of them cost, and a first success gives one token")
    func givenBack() {
        var quota = RetryQuota()
        var retries = Retries(maximumAttempts: 3)
        _ = retries.failed(with: .transient, retryAfter: nil, chance: 0, timeLeft: nil, quota: &quota)
        _ = retries.failed(with: .throttling, retryAfter: nil, chance: 0, timeLeft: nil, quota: &quota)
        #expect(quota.tokens == 481)
        retries.succeeded(quota: &quota)
        #expect(quota.tokens == 486)
        Retries(maximumAttempts: 3).succeeded(quota: &quota)
        #expect(quota.tokens == 487)
    }

    @Test("never fill the quota beyond its capacity")
    func capacity() {
        var quota = RetryQuota()
        Retries(maximumAttempts: 3).succeeded(quota: &quota)
        #expect(quota.tokens == 500)
    }

    @Test("count the attempt by AWS's clock like any other, once, and without a cost")
    func clock() {
        var retries = Retries(maximumAttempts: 3)
        let first = retries.correctedClock()
        let second = retries.correctedClock()
        #expect(first && !second)
        #expect(retries.attempt == 2)
        var last = Retries(maximumAttempts: 1)
        let none = last.correctedClock()
        #expect(!none)
        #expect(last.attempt == 1)
    }
}
