import Formats
import HTTPTypes

/// The text of a request that is signed: one form for all the ways in which the same request can be written.
///
/// Specification:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>
struct CanonicalRequest {
    /// The lines: method, path, query, fields, names of the fields, hash of the body.
    let text: String

    /// - Parameters:
    ///   - bodyHash: The SHA-256 of the body, in lower-case hexadecimal.
    ///   - encodesPath: Whether the path, encoded already, is normalized and encoded once more: true but for S3.
    init(_ head: HTTPRequest, bodyHash: String, signedFields: [HTTPField.Name], encodesPath: Bool) {
        // All is done on bytes: to a `Character`, a separator with a combining mark after it is no separator.
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

    /// The names of the fields that can be signed, sorted: the host's, and all but those that change on the way.
    static func fieldsToSign(in head: HTTPRequest) -> [HTTPField.Name] {
        let names = Set(head.headerFields.map(\.name)).filter { !changedByHops.contains($0.canonicalName) }
        return names.union([.signedHost]).sorted { $0.canonicalName < $1.canonicalName }
    }

    /// Fields that clients, proxies and load balancers add, drop or rewrite, and the one that carries the signature.
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

    /// The query's parameters by name, then by value; a parameter without a value gets an empty one.
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

    /// The values of a field, each trimmed and its runs of white space made one space, joined by commas.
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
