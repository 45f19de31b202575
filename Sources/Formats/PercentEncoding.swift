import Essentials

/// Percent-encoding of paths, queries and forms (RFC 3986, section 2.1).
///
/// Everything except the unreserved characters is encoded, with upper-case digits: signatures demand both.
public enum PercentEncoding {
    /// Encodes bytes, including percent signs.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(Hex.upperCaseDigits[Int(byte >> 4)])
                text.append(Hex.upperCaseDigits[Int(byte & 0xF)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes bytes.
    ///
    /// A percent sign without two hexadecimal digits behind it stays as it is.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(Hex.value)
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Decodes a text whose decoded bytes are UTF-8.
    public static func decode(_ text: some StringProtocol) -> String {
        String(decoding: decode(text.utf8), as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte)
    }
}
