import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Writing log lines")
struct LogSinkTests {
    private static let line = Array("0123456789\n".utf8)

    /// Writes a line against a scripted `write(2)`; returns its arguments and the waits.
    private func writes(_ results: [Result<Int, LogSink.SystemError>]) -> (given: [String], waits: Int) {
        var given: [String] = []
        var waits = 0
        Self.line.withUnsafeBytes { bytes in
            LogSink.writeAll(
                bytes,
                write: { rest in
                    given.append(String(decoding: rest, as: UTF8.self))
                    return given.count <= results.count ? results[given.count - 1] : .success(rest.count)
                },
                waitUntilWritable: { waits += 1 })
        }
        return (given, waits)
    }

    private func failure(_ code: Int32) -> Result<Int, LogSink.SystemError> {
        .failure(LogSink.SystemError(code: code))
    }

    @Test("A line is one write")
    func oneWrite() {
        #expect(writes([]).given == ["0123456789\n"])
    }

    @Test("An interrupted write is made again")
    func interrupted() {
        #expect(writes([failure(EINTR), failure(EINTR)]).given == ["0123456789\n", "0123456789\n", "0123456789\n"])
    }

    @Test("After a part the rest is written, and nothing twice")
    func parts() {
        #expect(
            writes([.success(4), failure(EINTR), .success(6)]).given == ["0123456789\n", "456789\n", "456789\n", "\n"])
    }

    @Test("A full descriptor that doesn't block is waited for")
    func full() {
        let (given, waits) = writes([.success(9), failure(EAGAIN), failure(EAGAIN)])
        #expect(given == ["0123456789\n", "9\n", "9\n", "9\n"])
        #expect(waits == 2)
    }

    @Test("A line that can't be written is given up", arguments: [EPIPE, EBADF, ENOSPC, EIO])
    func givenUp(code: Int32) {
        #expect(writes([.success(4), failure(code)]).given.count == 2)
    }

    @Test("A write that makes no progress is given up")
    func noProgress() {
        #expect(writes([.success(0)]).given.count == 1)
    }

    @Test("Neither a reader that is gone nor a closed descriptor ends the process")
    func brokenPipe() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        try pipe.fileHandleForReading.close()
        let sink = LogSink.fileDescriptor(descriptor)
        sink.append(Self.line)
        LogSink.fileDescriptor(-1).append(Self.line)
    }

    @Test("A line larger than a pipe arrives whole, through a descriptor that doesn't block")
    func largeLine() async throws {
        let pipe = Pipe()
        let writer = pipe.fileHandleForWriting
        let flags = fcntl(writer.fileDescriptor, F_GETFL)
        try #require(fcntl(writer.fileDescriptor, F_SETFL, flags | O_NONBLOCK) == 0)
        let line = (0..<1_000_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let received = AsyncStream.makeStream(of: Data.self)
        Thread.detachNewThread {
            received.continuation.yield(pipe.fileHandleForReading.readDataToEndOfFile())
            received.continuation.finish()
        }
        LogSink.fileDescriptor(writer.fileDescriptor).append(line)
        try writer.close()
        for await data in received.stream { #expect(data == Data(line)) }
    }
}
