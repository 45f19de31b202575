import Testing

@testable import Cleanup

@Suite("A counter")
struct CounterTests {
    @Test("has an entry for each key that was counted, in their order")
    func counting() {
        var tally = Counter<Int>()
        #expect(tally.entries.isEmpty)
        for key in [3, 1, 3, 2, 1, 3] { tally.count(key) }
        #expect(tally.entries.map(\.key) == [1, 2, 3])
        #expect(tally.entries.map(\.count) == [2, 1, 3])
        #expect(tally == [2: 1, 3: 3, 1: 2])
        #expect(tally != [2: 1, 3: 3])
    }
}
