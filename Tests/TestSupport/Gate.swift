#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Something that a test opens once, and that a server's threads wait for: order without sleeping.
///
/// It is a pipe, so that a thread can wait for the gate and for a socket at once.
public final class Gate: Sendable {
    private let reader: Int32
    private let writer: Int32

    /// Creates a gate that is closed.
    public init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe(2) failed with errno \(errno)")
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// Lets every present and future waiter through.
    public func open() {
        // Nobody reads the byte, so that the gate stays open.
        var byte: UInt8 = 1
        _ = write(writer, &byte, 1)
    }

    /// The descriptor that is readable while the gate is open.
    var descriptor: Int32 { reader }
}
