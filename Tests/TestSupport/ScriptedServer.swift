import Foundation

/// An HTTP/1.1 server on 127.0.0.1 that follows a test's script, even into misbehaviour.
///
/// It uses only sockets and threads, so that tests control every byte and each connection's end. Each connection has a
/// thread, which reads and records requests, and performs the steps of their replies.
public final class ScriptedServer: Sendable {
    /// Chooses the reply to a request.
    ///
    /// It runs on the connection's thread.
    public typealias Script = @Sendable (RecordedRequest) -> ScriptedReply

    /// The server's port.
    public let port: Int

    private let core: ScriptedServerCore

    /// Starts a server that follows a script.
    ///
    /// - Throws: `POSIXError` if no socket is available.
    public init(_ script: @escaping Script) throws {
        let listener = try ListeningSocket()
        port = listener.port
        core = ScriptedServerCore(script: script)
        let core = core
        Thread.detachNewThread { core.acceptConnections(on: listener) }
    }

    /// Starts a server with these replies in order; the last one repeats.
    public convenience init(_ replies: ScriptedReply...) throws {
        precondition(!replies.isEmpty, "a script has one reply at least")
        try self.init { request in replies[min(request.number, replies.count) - 1] }
    }

    deinit {
        core.stop()
    }

    /// The host and port, as in a URL or `AWS_LAMBDA_RUNTIME_API`.
    public var authority: String { "127.0.0.1:\(port)" }

    /// The requests so far, in the order of their completion.
    public var requests: [RecordedRequest] { core.journal.requests }

    /// The number of connections accepted so far.
    public var connectionCount: Int { core.journal.connectionCount }

    /// Waits until the server has received this many requests, and returns them all.
    ///
    /// - Throws: `CancellationError` if the task is cancelled or the server stops first.
    @discardableResult
    public func requests(atLeast count: Int) async throws -> [RecordedRequest] {
        try await core.journal.wait { $0.requests.count >= count }
        return requests
    }

    /// Waits until this many connections have been accepted.
    ///
    /// - Throws: `CancellationError` if the task is cancelled or the server stops first.
    public func connections(atLeast count: Int) async throws {
        try await core.journal.wait { $0.connectionCount >= count }
    }

    /// Waits until a connection (from 1) has ended, from either side.
    ///
    /// - Throws: `CancellationError` if the task is cancelled or the server stops first.
    public func connectionEnded(_ number: Int) async throws {
        try await core.journal.wait { $0.endedConnections.contains(number) }
    }

    /// Closes the port and every connection.
    ///
    /// The server also stops when its last reference is gone.
    public func stop() {
        core.stop()
    }

    /// Stops the server, and waits until its port refuses connections.
    public func stopListening() async {
        core.stop()
        await core.journal.waitForClose()
    }
}
