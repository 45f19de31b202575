import Essentials
import HTTPTypes

/// A parser for the lines of a response's head, which keeps the final head.
///
/// A status line begins a new head, so that interim responses (1xx) and other earlier heads are discarded. Lines after
/// the final head's blank line are trailers, and are ignored.
struct ResponseHeadParser: Sendable {
    private var status: HTTPResponse.Status?
    private var fields: [HTTPField] = []
    private var isComplete = false
    /// The status of an interim response that no final response can follow.
    ///
    /// A client that requests no other protocol is never switched (101), and interim responses have no body.
    ///
    /// - SeeAlso: [RFC 9110, section 15.2](https://www.rfc-editor.org/rfc/rfc9110#section-15.2)
    private(set) var impossibleStatus: Int?

    /// Continue, Processing and Early Hints.
    private static let possibleInterimCodes: Set = [100, 102, 103]

    /// The head, once its blank line has been read.
    var head: HTTPResponse? {
        guard let status, isComplete, status.kind != .informational else { return nil }
        return HTTPResponse(status: status, headerFields: HTTPFields(fields))
    }

    /// Receives one line, with or without its line break.
    mutating func append(_ bytes: some BidirectionalCollection<UInt8>) {
        let line = bytes.trimmingSuffix { $0 == 0x0D || $0 == 0x0A }
        if line.starts(with: "HTTP/".utf8) && (status == nil || isComplete) {
            beginHead(line)
        } else if isComplete || status == nil {
            return
        } else if line.isEmpty {
            isComplete = true
        } else if line.first == 0x20 || line.first == 0x09 {
            continueField(line)
        } else {
            appendField(line)
        }
    }

    private mutating func beginHead(_ line: some Collection<UInt8>) {
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        let code = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : nil
        status = code.flatMap { code in
            guard (100...999).contains(code) else { return nil }
            let reason = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : ""
            return HTTPResponse.Status(code: code, reasonPhrase: reason)
        }
        fields = []
        isComplete = false
        if let status, status.kind == .informational, !Self.possibleInterimCodes.contains(status.code) {
            impossibleStatus = status.code
        }
    }

    private mutating func appendField(_ line: some BidirectionalCollection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { return }
        if let status, status.kind == .informational, name == .contentLength || name == .transferEncoding {
            impossibleStatus = status.code
        }
        let value = line[line.index(after: colon)...].trimming { $0 == 0x20 || $0 == 0x09 }
        fields.append(HTTPField(name: name, lenientValue: Array(value)))
    }

    /// Joins an obsolete folded line to its field with one space ([RFC 9112 §5.2](https://www.rfc-editor.org/rfc/rfc9112#section-5.2)).
    private mutating func continueField(_ line: some BidirectionalCollection<UInt8>) {
        guard let field = fields.popLast() else { return }
        let rest = line.trimming { $0 == 0x20 || $0 == 0x09 }
        let value = field.withUnsafeBytesOfValue { Array($0) } + [0x20] + Array(rest)
        fields.append(HTTPField(name: field.name, lenientValue: value))
    }
}
