public import Essentials
public import HTTPTypes

/// A complete HTTP response.
public struct TransportResponse: Sendable {
    /// Status and header fields of the final response, without `100 Continue` and the proxy's.
    public var head: HTTPResponse

    /// The complete body.
    public var body: Data

    /// Creates a response.
    public init(head: HTTPResponse, body: Data = Data()) {
        self.head = head
        self.body = body
    }
}
