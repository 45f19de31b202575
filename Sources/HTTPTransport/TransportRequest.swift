public import Essentials
public import HTTPTypes

/// One HTTP request, with its body and limits.
public struct TransportRequest: Sendable {
    /// Method, scheme, authority, path with query, and header fields.
    ///
    /// `Host` and `Content-Length` derive from the authority and the body, so the fields may omit them.
    public var head: HTTPRequest

    /// The bytes to send.
    ///
    /// Empty for a request without a body.
    public var body: Data

    /// The time limit for name resolution, connecting and the TLS handshake together.
    ///
    /// `nil` for no limit.
    public var connectTimeout: Duration?

    /// The time limit from the first byte sent to the last byte received.
    ///
    /// `nil` for no limit.
    public var timeout: Duration?

    /// Whether the request may use a connection kept open by an earlier request.
    ///
    /// If that connection is dead when the request is sent, the request is silently resent on a new one. Use `false`
    /// for a request that must not reach the server twice.
    public var reusesConnection: Bool

    /// The only certificate authorities that this request trusts, as PEM; `nil` for the transport's.
    ///
    /// They replace the system's authorities and those of the configuration, for the server but not for a proxy.
    public var authorities: Data?

    /// The largest response body accepted, in bytes.
    public var maximumResponseSize: Int

    /// Creates a request.
    public init(
        head: HTTPRequest,
        body: Data = Data(),
        connectTimeout: Duration? = nil,
        timeout: Duration? = nil,
        reusesConnection: Bool = true,
        authorities: Data? = nil,
        maximumResponseSize: Int = 64 << 20
    ) {
        self.head = head
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.reusesConnection = reusesConnection
        self.authorities = authorities
        self.maximumResponseSize = maximumResponseSize
    }
}
