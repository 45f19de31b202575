public import Essentials
public import HTTPTypes

/// A complete HTTP response.
public struct TransportResponse: Sendable {
    /// Status and header fields of the final response; those of a `100 Continue` or of a proxy are not in it.
    public var head: HTTPResponse

    /// The whole body.
    public var body: Data

    /// Creates a response.
    public init(head: HTTPResponse, body: Data = Data()) {
        self.head = head
        self.body = body
    }
}
