/// The proxies that requests go through.
public struct ProxySettings: Sendable, Hashable {
    /// The proxy for `http` URLs, as a URL; without a scheme, it is an HTTP proxy.
    public var http: String?

    /// The proxy for `https` URLs, as a URL; without a scheme, it is an HTTP proxy.
    public var https: String?

    /// The hosts reached directly, separated by commas.
    ///
    /// Names with their subdomains, addresses and CIDR blocks; `*` means all hosts.
    public var exceptions: String

    /// Creates settings.
    public init(http: String? = nil, https: String? = nil, exceptions: String = "") {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// Settings without any proxy.
    public static let none = ProxySettings()

    /// Reads `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as [curl does](https://everything.curl.dev/usingcurl/proxies/env.html).
    ///
    /// Lower-case names take precedence, and an empty value counts as none. Upper-case `HTTP_PROXY` is ignored: under
    /// CGI, a client's `Proxy` header sets it.
    public init(environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("all_proxy", "ALL_PROXY")
        self.init(
            http: value("http_proxy") ?? all,
            https: value("https_proxy", "HTTPS_PROXY") ?? all,
            exceptions: value("no_proxy", "NO_PROXY") ?? "")
    }

    /// The proxy for URLs of a scheme, without regard to exceptions.
    func proxy(forScheme scheme: String) -> String? {
        scheme == "https" ? https : http
    }
}
