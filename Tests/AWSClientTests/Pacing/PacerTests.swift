import Testing

@testable import AWSClient

@Suite("The pacer")
struct PacerTests {
    private var pacer = Pacer(at: 1_000)

    /// Sends as many attempts as the window lets through.
    private mutating func fill(at time: Double = 1_000) -> [Pacer.Pass] {
        var passes: [Pacer.Pass] = []
        while pacer.enter(isLastAttempt: false, at: time) != nil {
            passes.append(pacer.send(isLastAttempt: false, at: time))
        }
        return passes
    }

    @Test("begins with ten calls at once, and lets one more through for each success, up to 64")
    mutating func growth() {
        var sizes: [Int] = []
        for round in 0..<5 {
            let passes = fill(at: 1_000 + Double(round))
            sizes.append(passes.count)
            for pass in passes { pacer.finish(pass, with: .success, at: 1_000.5 + Double(round)) }
        }
        #expect(sizes == [10, 20, 40, 64, 64])
    }

    @Test("lets nobody wait before the first throttling, however many calls there are")
    mutating func free() {
        for _ in 0..<10_000 {
            #expect(pacer.enter(isLastAttempt: false, at: 1_000) == 0)
            pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .success, at: 1_000)
        }
    }

    @Test("halves the window once for all that was under way when it was throttled, and at least by one")
    mutating func halving() {
        var sizes: [Int] = []
        for round in 0..<4 {
            for pass in fill(at: 1_000 + Double(round)) { pacer.finish(pass, with: .throttling, at: 1_000.5) }
            sizes.append(pacer.window.size)
        }
        #expect(sizes == [5, 2, 1, 1])
    }

    @Test("takes what is under way for the window when it is throttled, not what might have been")
    mutating func unusedWindow() {
        for _ in 0..<4 { _ = pacer.enter(isLastAttempt: false, at: 1_000) }
        pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .throttling, at: 1_000.1)
        #expect(pacer.window.size == 2)
    }

    @Test(
        "cuts the rate once a round trip: not for what was sent before the cut",
        arguments: [1, 2, 4])
    mutating func oneCut(throttlings: Int) {
        for _ in 0..<5 {
            _ = pacer.enter(isLastAttempt: false, at: 1_000)
            pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .success, at: 1_000.5)
        }
        let passes = fill(at: 1_000.6)
        for pass in passes.prefix(throttlings) { pacer.finish(pass, with: .throttling, at: 1_000.7) }
        // Five answers and the throttling, in the half second since the first.
        let measured = 6 / 0.5
        #expect(abs(pacer.limiter.bucket.rate - 0.7 * measured) < 1e-9)
        #expect(pacer.limiter.cubic.maximum == measured)
    }

    @Test("has one token left after the first throttling: a lone retry does not wait")
    mutating func loneRetry() {
        _ = pacer.enter(isLastAttempt: false, at: 1_000)
        pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .throttling, at: 1_000)
        #expect(pacer.enter(isLastAttempt: false, at: 1_000) == 0)
        pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .other, at: 1_000)
        // One call in the first half second, cut by three tenths.
        #expect(pacer.enter(isLastAttempt: false, at: 1_000) == 1 / (0.7 * 2))
    }

    @Test(
        "cuts the rate that there was until then, when the calls have only begun",
        arguments: [0, 0.3, 0.45, 0.6, 0.95])
    func firstCut(fraction: Double) {
        let start = 1_000 + fraction
        var pacer = Pacer(at: start)
        for number in 0..<20 {
            _ = pacer.enter(isLastAttempt: false, at: start)
            let pass = pacer.send(isLastAttempt: false, at: start)
            pacer.finish(pass, with: number == 19 ? .throttling : .success, at: start + 0.1)
        }
        #expect(abs(pacer.limiter.bucket.rate - 0.7 * 40) < 1e-9)
        // A success that was under way meanwhile does not take it for nothing.
        _ = pacer.enter(isLastAttempt: false, at: start + 0.1)
        pacer.finish(pacer.send(isLastAttempt: false, at: start + 0.1), with: .success, at: start + 0.2)
        #expect(pacer.limiter.bucket.rate > 0.7 * 40)
    }

    @Test(
        "estimates the rate of calls that have only begun, for the first time or after a pause",
        arguments: [0, 0.3, 0.45, 0.6, 0.95])
    func estimate(fraction: Double) {
        var rate = MeasuredRate(at: 1_000)
        for start in [1_000 + fraction, 90_000 + fraction] {
            for number in 1...20 {
                rate.record(at: start + 0.1)
                #expect(rate.estimatedCallsPerSecond(at: start + 0.1) >= Double(number) * 2)
            }
            #expect(rate.estimatedCallsPerSecond(at: start + 0.9) >= 20 / 0.8)
            for _ in 0..<100 { rate.record(at: start + 1) }
            #expect(rate.estimatedCallsPerSecond(at: start + 1.2) == rate.callsPerSecond)
        }
    }

    @Test(
        "lets a last attempt wait for a second after the last throttling and the last call",
        arguments: [(1_000.0, 1.0), (1_000.75, 0.25), (1_001, 0), (1_009, 0)])
    mutating func lastAttempt(time: Double, delay: Double) {
        for _ in 0..<2 {
            _ = pacer.enter(isLastAttempt: false, at: 1_000)
            pacer.finish(pacer.send(isLastAttempt: false, at: 1_000), with: .throttling, at: 1_000)
        }
        #expect(pacer.enter(isLastAttempt: true, at: time) == delay)
    }

    @Test("lets last attempts go as far apart as three calls, and leaves no tokens behind them")
    mutating func lastAttempts() {
        for number in 0..<20 {
            _ = pacer.enter(isLastAttempt: false, at: 1_000)
            pacer.finish(
                pacer.send(isLastAttempt: false, at: 1_000), with: number == 19 ? .throttling : .success, at: 1_000.5)
        }
        // What the first answer of a new half second shows is what came in the one before it.
        _ = pacer.enter(isLastAttempt: false, at: 1_001)
        pacer.finish(pacer.send(isLastAttempt: false, at: 1_001), with: .throttling, at: 1_001)
        _ = pacer.enter(isLastAttempt: true, at: 1_003)
        _ = pacer.send(isLastAttempt: true, at: 1_003)
        #expect(pacer.limiter.bucket.tokens == 0)
        pacer.giveUp()
        let delay = pacer.enter(isLastAttempt: true, at: 1_003)
        #expect(delay == min(1, 3 / pacer.limiter.bucket.rate))
    }

    @Test("treats a last attempt like any other where nothing was throttled")
    mutating func lastAttemptAfterFaults() {
        let passes = fill()
        for pass in passes { pacer.finish(pass, with: .other, at: 1_000.1) }
        #expect(pacer.enter(isLastAttempt: true, at: 1_000.1) == 0)
        #expect(pacer.window.size == 10)
    }

    @Test("forgets the limit after a minute without throttling")
    mutating func memory() {
        for pass in fill() { pacer.finish(pass, with: .throttling, at: 1_000) }
        #expect(pacer.enter(isLastAttempt: false, at: 1_000) == 0)
        _ = pacer.send(isLastAttempt: false, at: 1_000)
        #expect(pacer.enter(isLastAttempt: false, at: 1_000.5) ?? 0 > 0)
        #expect(pacer.enter(isLastAttempt: false, at: 1_061) == 0)
        #expect(!pacer.limiter.isEnabled)
    }

    @Test("waits no longer than the rate asks for when the clock is put back")
    mutating func clockPutBack() {
        for pass in fill() { pacer.finish(pass, with: .throttling, at: 1_000) }
        for _ in 0..<100 {
            let delay = pacer.enter(isLastAttempt: false, at: 10)
            #expect(delay ?? 9 <= 2)
            pacer.finish(pacer.send(isLastAttempt: false, at: 10), with: .success, at: 10)
        }
    }
}
