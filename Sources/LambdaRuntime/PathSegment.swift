/// Text that becomes one segment of a URL's path.
enum PathSegment {
    /// Whether the text can be a segment: it isn't empty, and isn't `.` or `..`, which no encoding protects from
    /// being resolved away (RFC 3986, section 6.2.2.3).
    static func isUsable(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".."
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
