import Essentials
public import ImageModel

/// A service's address, and the region that requests are signed for.
public struct Endpoint: Sendable, Hashable {
    /// The scheme: `https`, or `http` if an override says so.
    public let scheme: String

    /// The host in lower case, with any port but the default one.
    ///
    /// It is sent as the `Host` field.
    public let authority: String

    /// The beginning of every request's path.
    ///
    /// It is empty, or percent-encoded text that begins with a slash and does not end with one.
    public let path: String

    /// The region of the signature's scope.
    public let signingRegion: Region

    /// Whether the environment or the profile sets the endpoint, in place of AWS's own.
    public let isOverride: Bool

    /// Creates an endpoint at the root of a host, over TLS.
    init(host: String, signingRegion: Region) {
        self.init(scheme: "https", authority: host, path: "", signingRegion: signingRegion, isOverride: false)
    }

    private init(scheme: String, authority: String, path: String, signingRegion: Region, isOverride: Bool) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.signingRegion = signingRegion
        self.isOverride = isOverride
    }
}

extension Endpoint {
    /// Creates an endpoint from the URL of an override.
    ///
    /// The URL has `http` or `https`, a host, and maybe a port and a path.
    ///
    /// - Throws: ``InvalidURL``, which does not repeat the URL, since it may hold a password.
    init(url: String, signingRegion: Region) throws(InvalidURL) {
        let parts = try Self.schemeAndRest(of: url)
        let end = parts.rest.firstIndex(of: "/") ?? parts.rest.endIndex
        let authority = try Self.authority(parts.rest[..<end], scheme: parts.scheme)
        var path = parts.rest[end...]
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { throw InvalidURL("must have a percent-encoded path or none, and neither a query nor a fragment") }
        while path.last == "/" { path.removeLast() }
        self.init(
            scheme: parts.scheme, authority: authority, path: String(path), signingRegion: signingRegion,
            isOverride: true)
    }

    /// An error in an override's URL.
    ///
    /// Its text is the end of a sentence that begins with the variable's name.
    struct InvalidURL: Error, Hashable {
        let fault: String

        init(_ fault: String) { self.fault = fault }
    }

    private static func schemeAndRest(
        of url: String
    ) throws(InvalidURL) -> (scheme: String, rest: Substring) {
        for scheme in ["http", "https"] {
            let beginning = "\(scheme)://"
            if url.prefix(beginning.count).lowercased() == beginning {
                return (scheme, url.dropFirst(beginning.count))
            }
        }
        throw InvalidURL("must begin with `https://` or `http://`")
    }

    private static func authority(_ text: Substring, scheme: String) throws(InvalidURL) -> String {
        // The colon before a port comes after the bracket that closes an IPv6 address.
        let closing = text.lastIndex(of: "]").map(text.index(after:)) ?? text.startIndex
        let colon = text[closing...].firstIndex(of: ":") ?? text.endIndex
        let host = text[..<colon].lowercased()
        guard isHost(host) else { throw InvalidURL("must have a host name or an address, and no user name") }
        guard colon < text.endIndex else { return host }

        let digits = text[colon...].dropFirst()
        guard digits.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(digits),
            port > 0
        else { throw InvalidURL("must have a port from 1 to 65535, or none") }
        return port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return address.contains(":") && address.utf8.allSatisfy("0123456789abcdef:.".utf8.contains)
        }
        return !host.isEmpty
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.utf8.allSatisfy("0123456789abcdefghijklmnopqrstuvwxyz-_".utf8.contains)
            }
    }
}
