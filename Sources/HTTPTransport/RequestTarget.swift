import Essentials
import HTTPTypes

/// A request's destination, checked against anything that servers may misread.
struct RequestTarget: Sendable {
    /// `http` or `https`.
    let scheme: String
    /// Host and port, as in the `Host` field.
    let authority: String
    /// The complete URL.
    let url: String

    /// Checks that the request's head and body are valid and consistent.
    ///
    /// - Throws: ``TransportError`` of kind ``TransportError/Kind/invalidRequest``.
    init(_ request: TransportRequest) throws(TransportError) {
        let head = request.head
        let authority = head.authority ?? ""
        let isHostLegible = !authority.isEmpty && authority.utf8.allSatisfy(Self.isAllowedInAuthority)
        let host = isHostLegible ? authority : "(no valid host)"
        func refuse(_ message: String) -> TransportError {
            TransportError(.invalidRequest, host: host, message: message)
        }

        guard isHostLegible else {
            throw refuse("the request's authority is not a host with an optional port")
        }
        guard let scheme = head.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw refuse("the request's scheme is neither http nor https")
        }
        guard let path = head.path, path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy(Self.isAllowedInPath)
        else {
            throw refuse(
                "the request's path does not begin with '/', or holds a character that must be percent-encoded")
        }
        if let problem = Self.problem(in: head.headerFields, authority: authority, bodySize: request.body.count) {
            throw refuse(problem)
        }
        if head.method == .head && !request.body.isEmpty {
            throw refuse("a HEAD request has no body")
        }
        if head.method == .connect {
            throw refuse("CONNECT requests are not supported")
        }
        self.scheme = scheme
        self.authority = authority
        url = "\(scheme)://\(authority)\(path)"
    }

    private static func problem(in fields: HTTPFields, authority: String, bodySize: Int) -> String? {
        for field in fields {
            guard field.withUnsafeBytesOfValue({ $0.allSatisfy(isAllowedInFieldValue) }) else {
                return "the header field \(field.name) holds a control character"
            }
            guard field.name.canonicalName != "host" || field.value == authority else {
                return "the header field Host differs from the request's authority"
            }
        }
        for name in [HTTPField.Name.transferEncoding, .expect] where fields.contains(name) {
            return "the header field \(name) can't be set: a body is sent at once, with its length"
        }
        guard let length = fields[.contentLength], length != String(bodySize) else { return nil }
        return "the header field Content-Length differs from the body's length"
    }

    /// Whether the byte may occur in a name, a bracketed address or a port.
    private static func isAllowedInAuthority(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._:[]".utf8.contains(byte)
    }

    /// Whether the byte is visible ASCII other than `#`, which begins a fragment.
    private static func isAllowedInPath(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "#")
    }

    /// Allows tabs but no control characters ([RFC 9110 §5.5](https://www.rfc-editor.org/rfc/rfc9110#section-5.5)).
    private static func isAllowedInFieldValue(_ byte: UInt8) -> Bool {
        byte == 0x09 || (byte >= 0x20 && byte != 0x7F)
    }
}
