/// Hexadecimal text.
public enum Hex {
    /// The digits that percent-encoding uses.
    static let upperCaseDigits = Array("0123456789ABCDEF".utf8)

    private static let lowerCaseDigits = Array("0123456789abcdef".utf8)

    /// Encodes bytes as two lower-case digits per byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            digits.append(lowerCaseDigits[Int(byte >> 4)])
            digits.append(lowerCaseDigits[Int(byte & 0xF)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The value of a digit in either case, or `nil`.
    @inlinable public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
