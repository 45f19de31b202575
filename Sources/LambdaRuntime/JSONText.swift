/// JSON written member by member, in the order of the calls.
///
/// Log lines and error bodies are flat and small, and have to come out even when memory and time are short: this
/// needs no reflection, no encoder and nothing that is slow the first time. Any `String` becomes valid JSON (RFC 8259)
/// on one line, without control characters.
struct JSONText {
    /// The text so far, in UTF-8.
    private(set) var bytes: [UInt8] = []

    /// Writes a string.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
            case UInt8(ascii: "\r"): bytes += Array("\\r".utf8)
            case UInt8(ascii: "\t"): bytes += Array("\\t".utf8)
            case 0..<0x20, 0x7f: bytes += Array("\\u00".utf8) + Self.hexadecimal(byte)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes an array, each element by `write`.
    mutating func array<Element>(_ elements: some Sequence<Element>, write: (inout JSONText, Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes an object, whose members `write` adds.
    mutating func object(_ write: (inout Members) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        var members = Members(text: self)
        bytes = []  // So that the members append in place instead of to a copy.
        write(&members)
        self = members.text
        bytes.append(UInt8(ascii: "}"))
    }

    /// The members of one object.
    ///
    /// Each name must be added once.
    struct Members {
        fileprivate var text: JSONText
        private var isEmpty = true

        fileprivate init(text: JSONText) { self.text = text }

        /// Adds a member, whose value `write` writes.
        mutating func add(_ name: String, _ write: (inout JSONText) -> Void) {
            if !isEmpty { text.bytes.append(UInt8(ascii: ",")) }
            isEmpty = false
            text.string(name)
            text.bytes.append(UInt8(ascii: ":"))
            write(&text)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        [byte >> 4, byte & 0xf].map { $0 < 10 ? UInt8(ascii: "0") + $0 : UInt8(ascii: "a") + $0 - 10 }
    }
}
