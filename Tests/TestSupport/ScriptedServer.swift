import Foundation

/// An HTTP/1.1 server on 127.0.0.1 that does to each request what a test says, misbehaviour included.
///
/// Sockets and threads only, so that a test decides about every byte and about how a connection ends. Each connection
/// has a thread, which reads one request, records it, and takes the steps of its reply.
public final class ScriptedServer: Sendable {
    /// Decides about a request.
    ///
    /// It runs on the connection's thread.
    public typealias Script = @Sendable (RecordedRequest) -> ScriptedReply

    /// The port that the server listens on.
    public let port: Int

    private let core: ScriptedServerCore

    /// Starts a server that does to each request what the script says.
    ///
    /// - Throws: `POSIXError` when there is no socket to be had.
    public init(_ script: @escaping Script) throws {
        let listener = try ListeningSocket()
        port = listener.port
        core = ScriptedServerCore(script: script)
        let core = core
        Thread.detachNewThread { core.acceptConnections(on: listener) }
    }

    /// Starts a server that gives these replies in the order of the requests, and the last one to all that follow.
    public convenience init(_ replies: ScriptedReply...) throws {
        precondition(!replies.isEmpty, "a script has one reply at least")
        try self.init { request in replies[min(request.number, replies.count) - 1] }
    }

    deinit {
        core.stop()
    }

    /// The host and port, as a URL or `AWS_LAMBDA_RUNTIME_API` writes them.
    public var authority: String { "127.0.0.1:\(port)" }

    /// The requests so far, in the order in which they were complete.
    public var requests: [RecordedRequest] { core.journal.requests }

    /// How many connections were accepted so far.
    public var connectionCount: Int { core.journal.connectionCount }

    /// Waits until the server has received this many requests, and returns all of them.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the server stops before.
    @discardableResult
    public func requests(atLeast count: Int) async throws -> [RecordedRequest] {
        try await core.journal.wait { $0.requests.count >= count }
        return requests
    }

    /// Waits until this many connections were accepted.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the server stops before.
    public func connections(atLeast count: Int) async throws {
        try await core.journal.wait { $0.connectionCount >= count }
    }

    /// Waits until a connection (from 1) has ended, by whichever side.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the server stops before.
    public func connectionEnded(_ number: Int) async throws {
        try await core.journal.wait { $0.endedConnections.contains(number) }
    }

    /// Closes the port and every connection.
    ///
    /// The server also stops when the last reference to it goes.
    public func stop() {
        core.stop()
    }

    /// Stops the server, and waits until its port refuses connections.
    public func stopListening() async {
        core.stop()
        await core.journal.waitForClose()
    }
}
