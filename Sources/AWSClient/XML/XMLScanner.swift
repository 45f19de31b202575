import Essentials
import Formats

/// A scanner for the pieces of an XML document.
///
/// Each piece is read from the end of the one before it.
struct XMLScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// An error at the present position.
    func error(_ fault: String) -> XMLError {
        XMLError("at byte \(position) of the XML: \(fault)")
    }

    /// Skips a text if it comes next.
    mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    /// Skips a text that must come next.
    mutating func expect(_ text: String) throws(XMLError) {
        guard skip(text) else { throw error("`\(text)` is missing") }
    }

    /// Skips white space, and returns whether there was any.
    @discardableResult mutating func skipSpace() -> Bool {
        let space = bytes[position...].prefix { " \t\r\n".utf8.contains($0) }
        position += space.count
        return !space.isEmpty
    }

    /// Skips a comment, if one comes next.
    mutating func skipComment() throws(XMLError) -> Bool {
        guard skip("<!--") else { return false }
        _ = try characters(through: "-->")
        return true
    }

    /// Reads everything up to an end text, and skips the end text.
    mutating func characters(through end: String) throws(XMLError) -> String {
        guard let found = bytes[position...].firstRange(of: Array(end.utf8)) else { throw error("no `\(end)` follows") }
        defer { position = found.upperBound }
        return String(decoding: bytes[position..<found.lowerBound], as: UTF8.self)
    }

    /// Reads the name of an element or of an attribute.
    mutating func name() throws(XMLError) -> String {
        let name = bytes[position...].prefix { byte in
            byte.isASCIILetterOrDigit || byte >= 0x80 || "_:-.".utf8.contains(byte)
        }
        guard let first = name.first, !"0123456789-.".utf8.contains(first) else { throw error("a name is missing") }
        position += name.count
        return String(decoding: name, as: UTF8.self)
    }

    /// Reads text up to the next tag, with its entities decoded.
    mutating func text() throws(XMLError) -> String {
        var text: [UInt8] = []
        while !isAtEnd, bytes[position] != UInt8(ascii: "<") {
            if skip("&") {
                text += Array(String(try entity()).utf8)
            } else {
                let plain = bytes[position...].prefix { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") }
                text += plain
                position += plain.count
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the entity after an ampersand.
    ///
    /// It is one of XML's five names, or the number of a character.
    private mutating func entity() throws(XMLError) -> Unicode.Scalar {
        let name = try characters(through: ";")
        if let scalar = Self.entities[name] { return scalar }
        let isHexadecimal = name.hasPrefix("#x")
        let digits = name.dropFirst(isHexadecimal ? 2 : 1)
        guard name.hasPrefix("#"), !digits.isEmpty, digits.utf8.allSatisfy({ Hex.value(of: $0) != nil }),
            let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init), scalar != "\0"
        else { throw error("before it, there is an entity that XML does not have") }
        return scalar
    }

    private static let entities: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
    ]
}
