public import Essentials

/// What the machine provides besides the network: the time, the passing of time, and chance.
///
/// Passed in wherever one of them is needed, so that a test decides what time it is and nothing waits for real.
public struct SystemContext: Sendable {
    /// The machine's wall clock, which may be wrong.
    public var now: @Sendable () -> Date

    /// Waits, and throws `CancellationError` when the task is cancelled meanwhile.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// A random number from 0 up to, and not including, 1.
    public var random: @Sendable () -> Double

    /// Creates a context.
    public init(
        now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The real ones.
    public static let live = SystemContext(
        now: { Date() },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) }
    )
}

extension SystemContext {
    /// A random identifier in the form of RFC 9562, version 4.
    func randomUUID() -> String {
        func byte() -> UInt8 { UInt8(random() * 256) }
        let version = byte() & 0x0f | 0x40
        let variant = byte() & 0x3f | 0x80
        let uuid = UUID(
            uuid: (
                byte(), byte(), byte(), byte(), byte(), byte(), version, byte(),
                variant, byte(), byte(), byte(), byte(), byte(), byte(), byte()
            ))
        return uuid.uuidString.lowercased()
    }
}
