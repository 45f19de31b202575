/// Which proxy a request goes through.
public struct ProxySettings: Sendable, Hashable {
    /// The proxy for `http` URLs, as a URL; without a scheme, it is an HTTP proxy.
    public var http: String?

    /// The proxy for `https` URLs, as a URL; without a scheme, it is an HTTP proxy.
    public var https: String?

    /// The hosts that are reached directly: names (with all that ends in them), addresses and CIDR blocks, separated
    /// by commas.
    ///
    /// `*` stands for all.
    public var exceptions: String

    /// Creates settings.
    public init(http: String? = nil, https: String? = nil, exceptions: String = "") {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// No proxy for anything.
    public static let none = ProxySettings()

    /// Reads `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as [curl does](https://everything.curl.dev/usingcurl/proxies/env.html).
    ///
    /// The lower-case name wins over the upper-case one, an empty value counts as none, and `HTTP_PROXY` in upper case
    /// is not read: under CGI a client's `Proxy` header sets it.
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

    /// The proxy for URLs of a scheme, before the exceptions are looked at.
    func proxy(forScheme scheme: String) -> String? {
        scheme == "https" ? https : http
    }
}
