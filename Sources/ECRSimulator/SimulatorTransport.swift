public import HTTPTransport
import HTTPTypes

/// A transport to a registry in the same process, without sockets.
public struct SimulatorTransport: Transport {
    /// The registry that answers.
    public let registry: SimulatedRegistry
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - registry: the registry that answers.
    ///   - sleep: waits for an answer's delay. By default it returns at once.
    public init(
        to registry: SimulatedRegistry, sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) {
        self.registry = registry
        self.sleep = sleep
    }

    /// Returns the registry's answer.
    ///
    /// As in a real transport, timeouts and cut connections are errors.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        try Task.checkCancellation()
        let host = request.head.authority ?? "the simulator"
        let answer = registry.answer(to: request.head, body: request.body)
        if let timeout = request.timeout, answer.delay >= timeout {
            try await sleep(timeout)
            throw TransportError(.timedOut, host: host, message: "no answer within \(timeout)")
        }
        if answer.delay > .zero { try await sleep(answer.delay) }
        guard answer.delivery == .whole else {
            throw TransportError(.connectionLost, host: host, message: "the connection ended before the response did")
        }
        guard answer.body.count <= request.maximumResponseSize else {
            throw TransportError(
                .responseTooLarge, host: host, message: "the response has \(answer.body.count) bytes")
        }
        return TransportResponse(head: answer.head, body: answer.body)
    }
}
