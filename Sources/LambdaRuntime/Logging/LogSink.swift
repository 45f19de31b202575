#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The destination of log lines.
public struct LogSink: Sendable {
    private let writeLine: @Sendable ([UInt8]) -> Void

    /// Creates a sink that passes each line, with its line feed, to `write`.
    ///
    /// Several tasks may call it at once.
    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        writeLine = write
    }

    /// Standard error.
    public static var standardError: LogSink { fileDescriptor(STDERR_FILENO) }

    /// A sink that writes each line with one `write(2)`, so that lines don't mix.
    ///
    /// From the first call on, the process ignores `SIGPIPE`. If the reader of the log leaves, the write fails and the
    /// line is lost, but the program continues.
    public static func fileDescriptor(_ descriptor: Int32) -> LogSink {
        signal(SIGPIPE, SIG_IGN)
        return LogSink { line in
            line.withUnsafeBytes { bytes in
                writeAll(
                    bytes,
                    write: { rest in
                        let count = write(descriptor, rest.baseAddress, rest.count)
                        return count < 0 ? .failure(SystemError(code: errno)) : .success(count)
                    },
                    waitUntilWritable: {
                        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                        poll(&request, 1, -1)
                    })
            }
        }
    }

    /// Writes a line.
    package func append(_ line: [UInt8]) { writeLine(line) }
}

extension LogSink {
    /// The error of a system call.
    struct SystemError: Error {
        let code: Int32
    }

    /// Writes all of `bytes`.
    ///
    /// Interrupted and partial writes are continued; a full non-blocking descriptor is waited for. Any other error
    /// drops the line, since it can't be reported anywhere.
    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, write: (UnsafeRawBufferPointer) -> Result<Int, SystemError>,
        waitUntilWritable: () -> Void
    ) {
        var rest = bytes
        while !rest.isEmpty {
            switch write(rest) {
            case .success(let count) where count > 0: rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            case .failure(let error) where error.code == EINTR: continue
            case .failure(let error) where error.code == EAGAIN || error.code == EWOULDBLOCK: waitUntilWritable()
            case .success, .failure: return
            }
        }
    }
}
