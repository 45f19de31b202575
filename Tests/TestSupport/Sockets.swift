import Foundation

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A socket that listens on a free port of 127.0.0.1.
struct ListeningSocket: Sendable {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = try check(socket(AF_INET, streamType, 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = try check(bind(descriptor, generic, length))
                _ = try check(listen(descriptor, 1024))
                _ = try check(getsockname(descriptor, generic, &length))
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection; `nil` if the gate is open.
    func accept(unless stopping: Gate) -> ConnectedSocket? {
        while poll([(descriptor, POLLIN), (stopping.descriptor, POLLIN)]) == [true, false] {
            #if canImport(Darwin)
            let connection = Darwin.accept(descriptor, nil, nil)
            #elseif canImport(Musl)
            let connection = Musl.accept(descriptor, nil, nil)
            #else
            let connection = Glibc.accept(descriptor, nil, nil)
            #endif
            if connection >= 0 { return ConnectedSocket(descriptor: connection) }
        }
        return nil
    }

    func close() { closeDescriptor(descriptor) }
}

/// One accepted connection.
///
/// Every wait also ends when the server stops.
struct ConnectedSocket: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // Descriptors don't block: all waiting is in poll(2), which also watches the stop signal.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        #if canImport(Darwin)
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    /// Received bytes; `nil` after the client's close or reset, or the server's stop.
    func receive(unless stopping: Gate) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while poll([(descriptor, POLLIN), (stopping.descriptor, POLLIN)]) == [true, false] {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { return Array(buffer.prefix(count)) }
            if count == 0 || (errno != EAGAIN && errno != EINTR) { return nil }
        }
        return nil
    }

    /// Sends all bytes.
    ///
    /// Returns whether all were sent.
    func send(_ bytes: Data, unless stopping: Gate) -> Bool {
        var rest = [UInt8](bytes)[...]
        while !rest.isEmpty {
            guard poll([(descriptor, POLLOUT), (stopping.descriptor, POLLIN)]) == [true, false] else { return false }
            let count = rest.withUnsafeBytes { sendBytes(descriptor, $0) }
            if count > 0 { rest = rest.dropFirst(count) }
            if count < 0 && errno != EAGAIN && errno != EINTR { return false }
        }
        return true
    }

    /// Waits for the gate; forever without one.
    ///
    /// Returns `false` if the client leaves or the server stops.
    func wait(for gate: Gate?, unless stopping: Gate) -> Bool {
        while true {
            let ready = poll([
                (stopping.descriptor, POLLIN), (gate?.descriptor ?? -1, POLLIN), (descriptor, POLLIN),
            ])
            if ready[0] { return false }
            if ready[1] { return true }
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            // An HTTP/1.1 client without pipelining sends nothing while it waits for an answer.
            if count >= 0 || (errno != EAGAIN && errno != EINTR) { return false }
        }
    }

    /// Waits until there is data to receive, or an end.
    ///
    /// Returns `false` if the server stops.
    func waitForBytes(unless stopping: Gate) -> Bool {
        poll([(descriptor, POLLIN), (stopping.descriptor, POLLIN)]) == [true, false]
    }

    /// Makes `close()` send a RST.
    func resetWhenClosed() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func close() { closeDescriptor(descriptor) }
}

/// Waits until a descriptor is ready or broken, and returns each one's state.
///
/// A negative descriptor is never ready.
private func poll(_ interests: [(descriptor: Int32, events: Int32)]) -> [Bool] {
    var descriptors = interests.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
    while true {
        #if canImport(Darwin)
        let count = Darwin.poll(&descriptors, nfds_t(descriptors.count), -1)
        #elseif canImport(Musl)
        let count = Musl.poll(&descriptors, nfds_t(descriptors.count), -1)
        #else
        let count = Glibc.poll(&descriptors, nfds_t(descriptors.count), -1)
        #endif
        if count > 0 { return descriptors.map { $0.revents != 0 } }
        precondition(errno == EINTR, "poll(2) failed with errno \(errno)")
    }
}

private func check(_ result: Int32) throws -> Int32 {
    guard result >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return result
}

private func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}

#if canImport(Glibc)
private let streamType = Int32(SOCK_STREAM.rawValue)
#else
private let streamType = SOCK_STREAM
#endif

private func sendBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
    send(descriptor, bytes.baseAddress, bytes.count, 0)
    #else
    send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    #endif
}
