public import HTTPTransport
import HTTPTypes

/// Brings requests to a registry in the same process, where a test needs no sockets.
public struct SimulatorTransport: Transport {
    /// The registry.
    public let registry: SimulatedRegistry
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - registry: The registry that answers.
    ///   - sleep: How the answers wait that a fault delays. By default they do not.
    public init(
        to registry: SimulatedRegistry, sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) {
        self.registry = registry
        self.sleep = sleep
    }

    /// Gives the registry's answer; a delay beyond the request's timeout, or a cut, is the error of a real transport.
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
