public import Essentials
public import HTTPTypes

/// A registry's answer, and how to deliver it.
public struct SimulatedAnswer: Sendable {
    /// The part of the answer that reaches the client.
    public enum Delivery: Sendable, Hashable {
        /// The complete answer; the connection stays open.
        case whole
        /// Nothing.
        case none
        /// The head, and a number of bytes of the body.
        case truncated(bodyBytes: Int)
    }

    /// Status and fields, `Content-Length` included.
    public var head: HTTPResponse
    /// The complete body.
    public var body: Data
    /// The delay before the answer.
    public var delay: Duration
    /// The part of the answer to send.
    public var delivery: Delivery

    /// Creates an answer.
    public init(
        head: HTTPResponse, body: Data = Data(), delay: Duration = .zero, delivery: Delivery = .whole
    ) {
        self.head = head
        self.body = body
        self.delay = delay
        self.delivery = delivery
    }
}
