/// The settings for all requests of one transport.
public struct TransportConfiguration: Sendable, Hashable {
    /// The proxies to go through.
    ///
    /// They replace the process environment, which is never read.
    public var proxies: ProxySettings

    /// The path of a PEM file of trusted certificates, in place of the system's (`AWS_CA_BUNDLE`).
    public var caBundlePath: String?

    /// The most idle connections kept open for later requests; from 1.
    public var maximumIdleConnections: Int

    /// Creates a configuration.
    public init(proxies: ProxySettings = .none, caBundlePath: String? = nil, maximumIdleConnections: Int = 64) {
        self.proxies = proxies
        self.caBundlePath = caBundlePath
        self.maximumIdleConnections = maximumIdleConnections
    }
}
