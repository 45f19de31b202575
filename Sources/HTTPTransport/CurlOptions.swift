import CLibcurl
import Essentials
import HTTPTypes

extension CurlHandle {
    /// Sets everything about a request; the handle has been reset before.
    func prepare(
        _ request: TransportRequest, to target: RequestTarget, configuration: TransportConfiguration
    ) throws(CurlError) {
        try collectErrorDetail()
        try set(CURLOPT_URL, target.url)
        try set(CURLOPT_PATH_AS_IS, true)
        try check(nil) { curl_easy_setopt_http_only(pointer) }
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_FOLLOWLOCATION, false)
        // Signals are the process's own, and can't time out one of many transfers.
        try set(CURLOPT_NOSIGNAL, true)
        try set(CURLOPT_TCP_NODELAY, true)
        // A connection that is not an earlier one is also one on which libcurl never repeats a request by itself.
        try set(CURLOPT_FRESH_CONNECT, !request.reusesConnection)
        try check(nil) { curl_easy_setopt_abandon_lookup(pointer) }
        try setTimeouts(connect: request.connectTimeout, total: request.timeout)
        try setTrust(configuration)
        try setProxy(configuration.proxies, scheme: target.scheme)
        try setMethodAndBody(request)
        try setHeaderLines(Self.headerLines(of: request, to: target))
    }

    /// Sets the limits; for libcurl 0 is no limit in total, but 300 seconds to connect.
    func setTimeouts(connect: Duration?, total: Duration?) throws(CurlError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, connect.map(Self.milliseconds) ?? Int(Int32.max))
        try set(CURLOPT_TIMEOUT_MS, total.map(Self.milliseconds) ?? 0)
    }

    /// A limit in whole milliseconds: rounded up and never 0, which would be no limit; at most 24 days, so that it fits.
    static func milliseconds(_ limit: Duration) -> Int {
        let (seconds, attoseconds) = limit.components
        let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        let fraction = (attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond
        return max(1, Int(seconds * 1000 + fraction))
    }

    private func setTrust(_ configuration: TransportConfiguration) throws(CurlError) {
        try set(CURLOPT_SSL_VERIFYPEER, true)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let path = configuration.caBundlePath {
            try set(CURLOPT_CAINFO, path)
            try set(CURLOPT_PROXY_CAINFO, path)
        }
    }

    /// Sets the proxy and the exceptions, empty ones too: where one of them is absent, libcurl reads the environment.
    private func setProxy(_ proxies: ProxySettings, scheme: String) throws(CurlError) {
        try set(CURLOPT_PROXY, proxies.proxy(forScheme: scheme) ?? "")
        try set(CURLOPT_NOPROXY, proxies.exceptions)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    }

    private func setMethodAndBody(_ request: TransportRequest) throws(CurlError) {
        let method = request.head.method
        // For these an empty body is announced with `Content-Length: 0`.
        let hasBody = !request.body.isEmpty || [.post, .put, .patch].contains(method)
        if hasBody {
            let result = request.body.withUnsafeBytes { bytes in
                Result { () throws(CurlError) in try setBody(bytes) }
            }
            try result.get()
        } else if method == .head {
            try set(CURLOPT_NOBODY, true)
        } else {
            try set(CURLOPT_HTTPGET, true)
        }
        if method != .head && method != (hasBody ? .post : .get) {
            try set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    /// The request's fields, and nothing that libcurl would add of its own.
    private static func headerLines(of request: TransportRequest, to target: RequestTarget) -> [[UInt8]] {
        let fields = request.head.headerFields
        var lines = [Array("Host: \(target.authority)".utf8)]
        for field in fields where !["host", "content-length"].contains(field.name.canonicalName) {
            let value = field.withUnsafeBytesOfValue { Array($0) }
            let isBlank = value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            // libcurl takes a name with a colon alone as the wish to leave a field out.
            lines.append(Array(field.name.rawName.utf8) + (isBlank ? Array(";".utf8) : Array(": ".utf8) + value))
        }
        for name in [HTTPField.Name.accept, .contentType, .expect] where !fields.contains(name) {
            lines.append(Array("\(name.rawName):".utf8))
        }
        return lines
    }
}
