public import Essentials
public import HTTPTypes

/// One HTTP request with its body and the limits that hold for it.
public struct TransportRequest: Sendable {
    /// Method, scheme, authority, path with query, and header fields.
    ///
    /// `Host` and `Content-Length` are derived from the authority and the body, and need not be among the fields.
    public var head: HTTPRequest

    /// The bytes to send.
    ///
    /// A request without a body has an empty one.
    public var body: Data

    /// How long name resolution, connecting and the TLS handshake may take together.
    ///
    /// `nil` sets no limit.
    public var connectTimeout: Duration?

    /// How long the whole attempt may take, from the first byte sent to the last received.
    ///
    /// `nil` sets no limit.
    public var timeout: Duration?

    /// Whether the request may travel on a connection that an earlier one left open.
    ///
    /// A kept-alive connection can turn out dead once the request is on its way, and is then replaced silently, the
    /// request with it. Set this to `false` for a request that must not reach the server twice.
    public var reusesConnection: Bool

    /// The largest response body that is accepted, in bytes.
    public var maximumResponseSize: Int

    /// Creates a request.
    public init(
        head: HTTPRequest,
        body: Data = Data(),
        connectTimeout: Duration? = nil,
        timeout: Duration? = nil,
        reusesConnection: Bool = true,
        maximumResponseSize: Int = 64 << 20
    ) {
        self.head = head
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.reusesConnection = reusesConnection
        self.maximumResponseSize = maximumResponseSize
    }
}
