/// The name of a member of an object, as it stands in the text.
///
/// Of use only while the member is read.
public struct JSONName: CustomStringConvertible {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    /// The name, where it is written with escapes.
    fileprivate let unescaped: String?

    /// The name.
    public var description: String { unescaped ?? String(decoding: bytes, as: UTF8.self) }

    /// Whether it is a certain name, so that names can be switched over.
    public static func ~= (known: StaticString, name: JSONName) -> Bool {
        if let text = name.unescaped { return text == "\(known)" }
        guard known.utf8CodeUnitCount == name.bytes.count else { return false }
        for offset in 0..<name.bytes.count where known.utf8Start[offset] != name.bytes[offset] { return false }
        return true
    }
}

extension JSONReader {
    /// Takes a string.
    public mutating func string() throws -> String {
        try utf8 { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes a string, and gives its bytes in UTF-8, which are there for the call alone.
    public mutating func utf8<Value>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Value) throws -> Value {
        let (range, isEscaped) = try stringRange()
        let raw = UnsafeBufferPointer(rebasing: bytes[range])
        guard isEscaped else { return try body(raw) }
        return try unescaped(raw).withUnsafeBufferPointer(body)
    }

    /// Takes the name of a member.
    mutating func name() throws -> JSONName {
        let (range, isEscaped) = try stringRange()
        let raw = UnsafeBufferPointer(rebasing: bytes[range])
        return JSONName(
            bytes: raw, unescaped: isEscaped ? String(decoding: try unescaped(raw), as: UTF8.self) : nil)
    }

    /// Where the text between the quotation marks stands, and whether there are escapes in it.
    ///
    /// It is valid UTF-8, whoever reads it: a name that is not may be that of the next page's token, spoilt.
    private mutating func stringRange() throws -> (Range<Int>, isEscaped: Bool) {
        guard try next() == UInt8(ascii: "\"") else { throw unexpected("not a string") }
        position += 1
        let start = position
        var isEscaped = false
        var isASCII = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let range = start..<position
                guard isASCII || String(validating: bytes[range], as: UTF8.self) != nil else {
                    throw unexpected("no valid UTF-8 before")
                }
                position += 1
                return (range, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            case 0..<0x20: throw unexpected("a control character")
            case 0x80...:
                isASCII = false
                position += 1
            default: position += 1
            }
        }
        position = min(position, bytes.count)
        throw unexpected("the end of the text")
    }

    private func unescaped(_ raw: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                result.append(raw[index])
                index += 1
                continue
            }
            // A backslash is never the last byte: what follows it was taken with it.
            index += 2
            switch raw[index - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(raw[index - 1])
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"): result += Array("\(try scalar(in: raw, at: &index))".utf8)
            default: throw unexpected("an unknown escape before")
            }
        }
        return result
    }

    /// The character of an escape of four hexadecimal digits, or of two of them, which make a pair of surrogates.
    private func scalar(in raw: UnsafeBufferPointer<UInt8>, at index: inout Int) throws -> Unicode.Scalar {
        let first = try codeUnit(in: raw, at: &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xd800..<0xdc00).contains(first), index + 1 < raw.count, raw[index] == UInt8(ascii: "\\"),
            raw[index + 1] == UInt8(ascii: "u")
        else { throw unexpected("half a character before") }
        index += 2
        let second = try codeUnit(in: raw, at: &index)
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw unexpected("half a character before") }
        return scalar
    }

    private func codeUnit(in raw: UnsafeBufferPointer<UInt8>, at index: inout Int) throws -> UInt32 {
        guard index + 4 <= raw.count else { throw unexpected("an unknown escape before") }
        var value: UInt32 = 0
        for byte in raw[index..<index + 4] {
            guard let digit = Hex.value(of: byte) else { throw unexpected("an unknown escape before") }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
