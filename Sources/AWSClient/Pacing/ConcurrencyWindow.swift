/// How many calls may be under way at once: one more for each success, half as many after a throttling.
struct ConcurrencyWindow: Sendable, Hashable {
    /// What a client begins with: two round trips from all that the program does at once, and so few that what a
    /// strict account refuses of them is soon sent again.
    static let initialSize = 10
    /// Beyond what the program does at once, more only means more connections.
    static let maximumSize = 64

    private(set) var size = Self.initialSize
    /// The calls that are under way, those included that have a place and wait for their time.
    private(set) var used = 0

    var isFull: Bool { used >= size }

    mutating func enter() { used += 1 }

    mutating func leave() { used = max(0, used - 1) }

    mutating func grow() { size = min(size + 1, Self.maximumSize) }

    /// Makes the window half as large as what is under way: places that nobody used say nothing.
    mutating func halve() {
        let size = min(size, used)
        self.size = max(1, min(size - 1, size / 2))
    }
}
