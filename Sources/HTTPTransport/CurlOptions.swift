import CLibcurl
import Essentials
import HTTPTypes

extension CurlHandle {
    /// Sets all options for a request, on a handle that has been reset.
    func prepare(
        _ request: TransportRequest, to target: RequestTarget, configuration: TransportConfiguration
    ) throws(CurlError) {
        try collectErrorDetail()
        try set(CURLOPT_URL, target.url)
        try set(CURLOPT_PATH_AS_IS, true)
        try check(nil) { curl_easy_setopt_http_only(pointer) }
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_FOLLOWLOCATION, false)
        // Signals belong to the process, and can't time out a single transfer.
        try set(CURLOPT_NOSIGNAL, true)
        try set(CURLOPT_TCP_NODELAY, true)
        // On a new connection, libcurl also never repeats a request by itself.
        try set(CURLOPT_FRESH_CONNECT, !request.reusesConnection)
        try check(nil) { curl_easy_setopt_abandon_lookup(pointer) }
        try setTimeouts(connect: request.connectTimeout, total: request.timeout)
        try setTrust(configuration, only: request.authorities)
        try setProxy(configuration.proxies, scheme: target.scheme)
        try setMethodAndBody(request)
        try setHeaderLines(Self.headerLines(of: request, to: target))
    }

    /// Sets the timeouts; libcurl takes 0 as unlimited in total, but as 300 seconds to connect.
    func setTimeouts(connect: Duration?, total: Duration?) throws(CurlError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, connect.map(Self.milliseconds) ?? Int(Int32.max))
        try set(CURLOPT_TIMEOUT_MS, total.map(Self.milliseconds) ?? 0)
    }

    /// A timeout in whole milliseconds, rounded up, from 1 (0 is unlimited) to 24 days.
    static func milliseconds(_ limit: Duration) -> Int {
        let (seconds, attoseconds) = limit.components
        let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        let fraction = (attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond
        return max(1, Int(seconds * 1000 + fraction))
    }

    private func setTrust(_ configuration: TransportConfiguration, only authorities: Data?) throws(CurlError) {
        try set(CURLOPT_SSL_VERIFYPEER, true)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let path = configuration.caBundlePath {
            try set(CURLOPT_CAINFO, path)
            try set(CURLOPT_PROXY_CAINFO, path)
        }
        if let authorities {
            // These bytes take the place of the file, and the directory would be trusted beside them.
            try setBytes(CURLOPT_CAINFO_BLOB, authorities)
            try check(CURLOPT_CAPATH) { curl_easy_setopt_text(pointer, CURLOPT_CAPATH, nil) }
        }
    }

    /// Sets the proxy and exceptions, even if empty, since libcurl would read the environment.
    private func setProxy(_ proxies: ProxySettings, scheme: String) throws(CurlError) {
        try set(CURLOPT_PROXY, proxies.proxy(forScheme: scheme) ?? "")
        try set(CURLOPT_NOPROXY, proxies.exceptions)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    }

    private func setMethodAndBody(_ request: TransportRequest) throws(CurlError) {
        let method = request.head.method
        // These methods announce an empty body with `Content-Length: 0`.
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

    /// The request's fields, without any that libcurl would add.
    private static func headerLines(of request: TransportRequest, to target: RequestTarget) -> [[UInt8]] {
        let fields = request.head.headerFields
        var lines = [Array("Host: \(target.authority)".utf8)]
        for field in fields where !["host", "content-length"].contains(field.name.canonicalName) {
            let value = field.withUnsafeBytesOfValue { Array($0) }
            let isBlank = value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            // libcurl takes a name with only a colon as a request to omit the field.
            lines.append(Array(field.name.rawName.utf8) + (isBlank ? Array(";".utf8) : Array(": ".utf8) + value))
        }
        for name in [HTTPField.Name.accept, .contentType, .expect] where !fields.contains(name) {
            lines.append(Array("\(name.rawName):".utf8))
        }
        return lines
    }
}
