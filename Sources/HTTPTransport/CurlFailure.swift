import CLibcurl

/// A failed transfer's meaning for the caller.
struct CurlFailure {
    let kind: TransportError.Kind
    let message: String

    init(
        code: CURLcode, handle: CurlHandle, target: RequestTarget, hasOwnAuthorities: Bool,
        configuration: TransportConfiguration
    ) {
        let proxy = configuration.proxies.proxy(forScheme: target.scheme)
        let answerToConnect = handle.number(CURLINFO_HTTP_CONNECTCODE)
        let summary = String(cString: curl_easy_strerror(code))
        if code == CURLE_SSL_CACERT_BADFILE {
            kind = .untrusted
            message =
                if hasOwnAuthorities {
                    "the certificate authorities for this server can't be read: they have to be PEM certificates"
                } else if let path = configuration.caBundlePath {
                    "the CA bundle \(path) can't be read: it has to be a file of PEM certificates"
                } else {
                    "the system's CA certificates can't be read"
                }
        } else if code == CURLE_RECV_ERROR, answerToConnect != 0, !(200...299).contains(answerToConnect) {
            kind = .couldNotConnect
            message = "the proxy answered \(answerToConnect) instead of connecting"
        } else {
            kind = TransportError.Kind(code)
            let detail = Self.mayShowDetail(of: kind, proxy: proxy) ? handle.errorDetail : ""
            let isAboutProxy = proxy != nil && (kind == .couldNotConnect || kind == .couldNotResolve)
            message = (detail.isEmpty ? summary : detail) + (isAboutProxy ? " (a proxy is set)" : "")
        }
    }

    /// Whether libcurl's message may be shown.
    ///
    /// For an invalid proxy, the message repeats the proxy's URL with its password. For other kinds, it may repeat
    /// content of a request or response.
    private static func mayShowDetail(of kind: TransportError.Kind, proxy: String?) -> Bool {
        switch kind {
        case .couldNotResolve, .couldNotConnect: proxy == nil
        case .connectionLost, .timedOut, .untrusted: true
        default: false
        }
    }
}
