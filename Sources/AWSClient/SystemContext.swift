public import Essentials

/// The machine's clock, timer and random numbers.
///
/// They are passed in, so that tests decide the time and never wait for real.
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

    /// The real clock, timer and random numbers.
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
