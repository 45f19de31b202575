/// What all requests of one transport have in common.
public struct TransportConfiguration: Sendable, Hashable {
    /// The proxies to go through.
    ///
    /// The process environment is never read beside these.
    public var proxies: ProxySettings

    /// The path of a PEM file with the certificates to trust in place of the system's, as `AWS_CA_BUNDLE` names it.
    public var caBundlePath: String?

    /// How many idle connections are kept open for later requests; from 1.
    public var maximumIdleConnections: Int

    /// Creates a configuration.
    public init(proxies: ProxySettings = .none, caBundlePath: String? = nil, maximumIdleConnections: Int = 64) {
        self.proxies = proxies
        self.caBundlePath = caBundlePath
        self.maximumIdleConnections = maximumIdleConnections
    }
}
