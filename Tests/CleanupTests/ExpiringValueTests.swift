import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("A value that is read once for all who ask")
struct ExpiringValueTests {
    private let stage: Stage
    private let value: ExpiringValue<Int>
    private let readings = Count()

    init() throws {
        stage = try Stage([])
        value = ExpiringValue(system: stage.system)
    }

    /// Asks for a value of at most ten seconds; a reading takes a while.
    private func ask(readingTakes seconds: Double = 0) async -> Int {
        await value.value(if: { $1 <= 10 }) { [stage, readings] in
            let time = stage.clock.now
            stage.clock.advance(by: seconds)
            return .init(value: readings.next(), time: time)
        }
    }

    @Test("serves while it is new enough, by the time of its data")
    func age() async {
        #expect(await ask(readingTakes: 4) == 1)
        stage.clock.advance(by: 6)
        #expect(await ask() == 1)
        stage.clock.advance(by: 0.1)
        #expect(await ask() == 2)
    }

    @Test("is read again once the clock was set back")
    func clockSetBack() async {
        #expect(await ask() == 1)
        stage.clock.advance(by: -1)
        #expect(await ask() == 2)
    }

    @Test("is read again once the clock was set back to a time within the reading")
    func clockSetBackIntoReading() async {
        #expect(await ask(readingTakes: 4) == 1)
        stage.clock.advance(by: -1)
        #expect(await ask() == 2)
    }

    @Test(
        "whose reading takes longer than it is good for serves the one who began it, and the others share later ones",
        .timeLimit(.minutes(10)))
    func slow() async {
        let isHeld = Mutex(true)
        async let first = value.value(if: { $1 <= 10 }) { [stage, readings] in
            let (time, number) = (stage.clock.now, readings.next())
            while isHeld.withLock(\.self) { await Task.yield() }
            return .init(value: number, time: time)
        }
        while readings.count < 1 { await Task.yield() }
        stage.clock.advance(by: 20)
        async let others = withTaskGroup(of: Int.self) { group in
            for _ in 0..<5 { group.addTask { await ask(readingTakes: 20) } }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        for _ in 0..<1000 { await Task.yield() }
        isHeld.withLock { $0 = false }
        #expect(await first == 1)
        #expect(await others.allSatisfy { $0 > 1 })
        // Those that ask during the second reading need a third. But not each needs its own.
        #expect(readings.count < 6)
    }
}
