import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite("The limiter")
struct RequestLimiterTests {
    /// What happened, in order.
    private final class Record: Sendable {
        let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private let time = VirtualTime()
    private let record = Record()
    private let limiter: RequestLimiter

    init() { limiter = RequestLimiter(time.system) }

    /// Starts a call that lasts a second.
    @discardableResult
    private func call(
        _ name: String, ticket: Int? = nil, with answer: Pacer.Answer = .success, isLastAttempt: Bool = false,
        timeLeft: Duration? = nil
    ) -> Task<Void, any Error> {
        let ticket = ticket ?? limiter.register()
        return time.start { [time, limiter, record] in
            do {
                let pass = try await limiter.enter(ticket, isLastAttempt: isLastAttempt, timeLeft: { timeLeft })
                guard let pass else { return record.add("\(name) has no time") }
                record.add("\(name) goes at \(time.seconds)")
                try await time.sleep(.seconds(1))
                limiter.finish(pass, with: answer)
            } catch {
                record.add("\(name) is cancelled at \(time.seconds)")
            }
        }
    }

    /// Who went or did not, without the times.
    private var outcomes: [String] {
        record.lines.withLock { $0.map { String($0.prefix { !$0.isNumber }) } }
    }

    /// Throttles all that may go at the start: from 1 s on there is a call at once, and others 0.7 s apart.
    private func throttle() {
        for _ in 0..<10 { call("throttled", with: .throttling) }
        time.start { [record] in record.lines.withLock { $0 = [] } }
    }

    @Test("lets ten through at once, and then who came first")
    func order() {
        for number in 0..<13 { call("\(number)") }
        time.run()
        let lines = record.lines.withLock { $0 }
        #expect(lines.prefix(10) == (0..<10).map { "\($0) goes at 0.0" }[...])
        #expect(lines.suffix(3) == (10..<13).map { "\($0) goes at 1.0" }[...])
        #expect(limiter.pacer.window.used == 0)
    }

    @Test("lets a retry through before calls that came after its own")
    func retries() {
        let early = limiter.register()
        for number in 0..<10 { call("\(number)") }
        for name in ["a", "b"] { call(name) }
        call("retry", ticket: early)
        time.run()
        #expect(record.lines.withLock { $0.suffix(3) } == ["retry goes at 1.0", "a goes at 1.0", "b goes at 1.0"])
    }

    @Test("lets one after the other through when the rate is limited, each after one sleep")
    func rate() {
        throttle()
        for name in ["a", "b", "c"] { call(name) }
        time.run()
        #expect(record.lines.withLock { $0.first } == "a goes at 1.0")
        #expect(outcomes == ["a goes at ", "b goes at ", "c goes at "])
        #expect(time.seconds > 3)
        #expect(limiter.pacer.window.used == 0)
        #expect(limiter.waiting == 0)
    }

    @Test("gives the place of one that is cancelled to the others, whether it waits for a place or for its time")
    func cancellation() {
        throttle()
        call("a")
        let next = call("next")
        let waiter = call("waiter")
        call("b")
        time.start { [time] in
            try await time.sleep(.seconds(1.5))
            waiter.cancel()
            next.cancel()
        }
        time.run()
        #expect(
            record.lines.withLock { Set($0) }.isSuperset(of: [
                "a goes at 1.0", "waiter is cancelled at 1.5", "next is cancelled at 1.5",
            ]))
        #expect(record.lines.withLock { $0.count { $0.hasPrefix("b goes at") } } == 1)
        #expect(limiter.waiting == 0)
        #expect(limiter.pacer.window.used == 0)
    }

    @Test("does not let an attempt wait that was cancelled before it came")
    func cancelledBefore() {
        throttle()
        call("a")
        call("b")
        call("c").cancel()
        time.run()
        #expect(record.lines.withLock { $0.contains("c is cancelled at 0.0") })
        #expect(limiter.waiting == 0)
    }

    @Test("tells at once who can't go before the deadline, and lets the next through")
    func deadline() {
        throttle()
        call("a")
        call("late", timeLeft: .seconds(0.5))
        call("b", timeLeft: .seconds(30))
        time.run()
        #expect(outcomes == ["a goes at ", "late has no time", "b goes at "])
        #expect(limiter.pacer.window.used == 0)
    }

    @Test("comes to an end with a clock that stands still and a sleep that returns at once")
    func standingClock() async throws {
        let sleeps = Mutex(0)
        let system = SystemContext(
            now: { TestMachine.start }, sleep: { _ in sleeps.withLock { $0 += 1 } }, random: { 0.5 })
        let limiter = RequestLimiter(system)
        for number in 0..<1_000 {
            let pass = try await limiter.enter(
                limiter.register(), isLastAttempt: number % 3 == 2, timeLeft: { .seconds(10) })
            limiter.finish(try #require(pass), with: number % 2 == 0 ? .throttling : .success)
        }
        #expect(sleeps.withLock { $0 } < 1_000)
        #expect(limiter.pacer.window.used == 0)
    }
}
