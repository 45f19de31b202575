/// A limit on calls under way that adapts to the answers.
///
/// Each success allows one more call, and a throttling halves the limit.
struct ConcurrencyWindow: Sendable, Hashable {
    /// The initial size.
    ///
    /// It reaches the program's full concurrency within two round trips. If a strict account refuses some of these
    /// calls, they are soon sent again.
    static let initialSize = 10
    /// The maximum size.
    ///
    /// A window beyond the program's own concurrency would only open more connections.
    static let maximumSize = 64

    private(set) var size = Self.initialSize
    /// The number of calls that hold a place in the window.
    ///
    /// Calls that still wait for their time are included.
    private(set) var used = 0

    var isFull: Bool { used >= size }

    mutating func enter() { used += 1 }

    mutating func leave() { used = max(0, used - 1) }

    mutating func grow() { size = min(size + 1, Self.maximumSize) }

    /// Halves the window, measured by the calls under way.
    ///
    /// Unused slots say nothing about the service's limit.
    mutating func halve() {
        let size = min(size, used)
        self.size = max(1, min(size - 1, size / 2))
    }
}
