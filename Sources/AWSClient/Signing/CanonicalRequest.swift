import Formats
import HTTPTypes

/// The canonical text of a request, which is signed.
///
/// One request can be written in several ways, and all of them have the same canonical text.
///
/// Specification:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>
struct CanonicalRequest {
    /// The lines: method, path, query, fields, field names, hash of the body.
    let text: String

    /// Creates the canonical text of a request.
    ///
    /// - Parameters:
    ///   - bodyHash: The SHA-256 of the body, in lower-case hexadecimal.
    ///   - encodesPath: Whether the path, encoded already, is normalized and encoded once more: `true` except for S3.
    init(_ head: HTTPRequest, bodyHash: String, signedFields: [HTTPField.Name], encodesPath: Bool) {
        // Bytes, not characters: with a combining mark after it, a separator would be part of another character.
        let target = (head.path ?? "/").utf8
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let query = target.dropFirst(path.count + 1)
        let names = signedFields.map(\.canonicalName).sorted()

        var lines = [
            head.method.rawValue,
            encodesPath ? Self.encoded(path) : String(decoding: path, as: UTF8.self),
            Self.sorted(query: query),
        ]
        for name in names {
            lines.append("\(name):\(Self.value(of: name, in: head))")
        }
        lines += ["", names.joined(separator: ";"), bodyHash]
        text = lines.joined(separator: "\n")
    }

    /// The sorted names of the fields that can be signed.
    ///
    /// They are the host's, and all but those that change on the way.
    static func fieldsToSign(in head: HTTPRequest) -> [HTTPField.Name] {
        let names = Set(head.headerFields.map(\.name)).filter { !changedByHops.contains($0.canonicalName) }
        return names.union([.signedHost]).sorted { $0.canonicalName < $1.canonicalName }
    }

    /// The fields that are not signed.
    ///
    /// Clients, proxies and load balancers add, drop or rewrite them. `authorization` carries the signature.
    private static let changedByHops: Set<String> = [
        "authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// The path without empty and dot segments, each remaining segment encoded.
    private static func encoded(_ path: Substring.UTF8View) -> String {
        var segments: [String] = []
        for segment in path.split(separator: UInt8(ascii: "/")).map(PercentEncoding.encode) where segment != "." {
            if segment == ".." {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return "/" }
        return "/" + segments.joined(separator: "/") + (path.last == UInt8(ascii: "/") ? "/" : "")
    }

    /// The query's parameters, sorted by name, then by value.
    ///
    /// A parameter without a value gets an empty value.
    private static func sorted(query: Substring.UTF8View) -> String {
        query.split(separator: UInt8(ascii: "&")).map { parameter in
            let name = parameter.prefix { $0 != UInt8(ascii: "=") }
            return [name, parameter.dropFirst(name.count + 1)].map {
                PercentEncoding.encode(PercentEncoding.decode($0))
            }
        }
        .sorted { $0.lexicographicallyPrecedes($1) }
        .map { $0.joined(separator: "=") }
        .joined(separator: "&")
    }

    /// The values of a field, joined by commas.
    ///
    /// Each value is trimmed, and each run of white space in it becomes one space.
    private static func value(of name: String, in head: HTTPRequest) -> String {
        let isHost = name == HTTPField.Name.signedHost.canonicalName
        let values =
            isHost ? [head.authority ?? ""] : head.headerFields.filter { $0.name.canonicalName == name }.map(\.value)
        return values.map { value in
            value.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                .map { String(decoding: $0, as: UTF8.self) }
                .joined(separator: " ")
        }
        .joined(separator: ",")
    }
}
