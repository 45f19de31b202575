#if Simulator
import ECRSimulator
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves a registry over HTTP/1.1.
///
/// Each connection has a task of its own.
struct SimulatorServer: Sendable {
    typealias Client = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>

    let registry: SimulatedRegistry
    let host: String
    let port: Int

    /// Listens, reports the address, and serves until the first signal.
    ///
    /// - Throws: the error of binding to the address.
    func run(until signals: AsyncStream<Int32>, listening: @escaping (String) throws -> Void) async throws {
        let server = try await bind()
        let boundPort = server.channel.localAddress?.port ?? port
        try listening("http://\(host):\(boundPort)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve(server) }
            group.addTask { for await _ in signals { return } }
            // The first task to end ends the other.
            try await group.next()
            group.cancelAll()
        }
    }

    private func bind() async throws -> NIOAsyncChannel<Client, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Otherwise Nagle's algorithm and delayed acknowledgements delay each answer by 40 ms.
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ByteBufferBodies())
                    return try Client(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func serve(_ server: NIOAsyncChannel<Client, Never>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { await Connection(client: client, registry: registry).serve() }
                }
            }
        }
    }
}
#endif
