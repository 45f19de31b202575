#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A gate that a test opens once, for server threads to wait without sleeping.
///
/// A pipe, so that a thread can wait for the gate and a socket together.
public final class Gate: Sendable {
    private let reader: Int32
    private let writer: Int32

    /// Creates a closed gate.
    public init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe(2) failed with errno \(errno)")
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// Lets all present and future waiters through.
    public func open() {
        // The byte is never read, so the gate stays open.
        var byte: UInt8 = 1
        _ = write(writer, &byte, 1)
    }

    /// The descriptor that is readable while the gate is open.
    var descriptor: Int32 { reader }
}
