public import Foundation
public import HTTPTypes

/// A request as a ``ScriptedServer`` received it.
public struct RecordedRequest: Sendable {
    /// The request's number among all requests to the server, from 1.
    public let number: Int

    /// The number of its connection, from 1, in order of acceptance.
    public let connection: Int

    /// The method, as sent.
    public let method: String

    /// The request target, as sent: a path with its query, or a proxy's absolute form.
    public let path: String

    /// The header fields in order, with `Host`.
    public let headerFields: HTTPFields

    /// The body, with exactly the length of `Content-Length`.
    public let body: Data

    /// Every byte of the request, as received.
    public let raw: Data

    /// The body as text.
    public var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// Splits the bytes of one connection into requests.
struct RequestReader {
    private var buffer = Data()
    private static let endOfHead = Data("\r\n\r\n".utf8)

    mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// The next complete request; `nil` while bytes are missing.
    mutating func next(connection: Int, number: Int) -> RecordedRequest? {
        guard let blankLine = buffer.range(of: Self.endOfHead) else { return nil }
        let lines = String(decoding: buffer[..<blankLine.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let requestLine = lines[0].split(separator: " ", maxSplits: 2).map(String.init)
        var fields = HTTPFields()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields.append(HTTPField(name: name, value: value))
        }
        let length = fields[.contentLength].flatMap { Int($0) } ?? 0
        let total = buffer.distance(from: buffer.startIndex, to: blankLine.upperBound) + length
        guard buffer.count >= total else { return nil }
        let raw = Data(buffer.prefix(total))
        buffer = Data(buffer.dropFirst(total))
        return RecordedRequest(
            number: number, connection: connection, method: requestLine.first ?? "",
            path: requestLine.count > 1 ? requestLine[1] : "", headerFields: fields, body: Data(raw.suffix(length)),
            raw: raw)
    }
}
