public import Essentials
public import HTTPTypes

/// What a registry answers, and how the answer is to travel.
public struct SimulatedAnswer: Sendable {
    /// How much of the answer reaches the client before the connection ends, if it ends.
    public enum Delivery: Sendable, Hashable {
        /// All of it; the connection stays open.
        case whole
        /// Nothing.
        case none
        /// The head, and so many bytes of the body.
        case truncated(bodyBytes: Int)
    }

    /// Status and fields, `Content-Length` included.
    public var head: HTTPResponse
    /// The whole body.
    public var body: Data
    /// How long the answer waits.
    public var delay: Duration
    /// How much of it is sent.
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
