import Essentials

/// A JSON writer into bytes, for texts that are written very often.
struct JSONBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    /// Appends text that is already JSON.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends bytes that are already JSON.
    mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    /// Appends a string, quoted and escaped.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                raw("\\u00")
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 0xf)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a time as AWS JSON's seconds since 1970, with a fraction.
    mutating func timestamp(_ date: Date) {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        raw("\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)")
    }

    /// Appends a comma, a member's name and a colon.
    mutating func member(_ name: String) { raw(",\"\(name)\":") }
}
