/// The name of a member of an object, as it stands in the text.
///
/// Of use only while the member is read.
public struct JSONName: CustomStringConvertible {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    /// The place of its quotation mark in the text.
    let offset: Int
    /// The name, where it is written with escapes.
    fileprivate let unescaped: String?

    /// The name.
    public var description: String { unescaped ?? String(decoding: bytes, as: UTF8.self) }

    /// Whether it is a certain name, so that names can be switched over.
    public static func ~= (known: StaticString, name: JSONName) -> Bool {
        if let text = name.unescaped { return text == "\(known)" }
        let count = name.bytes.count
        guard known.utf8CodeUnitCount == count else { return false }
        let start = known.utf8Start
        // The ends differ more often than the beginnings.
        return (0..<count).reversed().allSatisfy { start[$0] == name.bytes[$0] }
    }
}

extension JSONReader {
    /// Takes a string.
    public mutating func string() throws -> String {
        try utf8 { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes a string, and gives its bytes in UTF-8, which are there for the call alone.
    @inlinable public mutating func utf8<Value>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Value) throws -> Value {
        let (range, isEscaped) = try stringRange()
        guard isEscaped else { return try body(UnsafeBufferPointer(rebasing: bytes[range])) }
        return try unescaped(range).withUnsafeBufferPointer(body)
    }

    /// Takes the name of a member.
    mutating func name() throws -> JSONName {
        skipWhiteSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw fault("a member's name should stand here, in quotes")
        }
        let (range, isEscaped) = try stringRange()
        return JSONName(
            bytes: UnsafeBufferPointer(rebasing: bytes[range]), offset: range.lowerBound - 1,
            unescaped: isEscaped ? String(decoding: try unescaped(range), as: UTF8.self) : nil)
    }

    /// Where the text between the quotation marks stands, and whether there are escapes in it.
    ///
    /// It is valid UTF-8, whoever reads it: a name that is not may be that of the next page's token, spoilt.
    @usableFromInline mutating func stringRange() throws -> (Range<Int>, isEscaped: Bool) {
        guard try next() == UInt8(ascii: "\"") else { throw fault("a string should stand here") }
        position += 1
        let start = position
        var isEscaped = false
        var isASCII = true
        while true {
            skipPlainText()
            guard position < bytes.count else { break }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let range = start..<position
                guard isASCII || String(validating: bytes[range], as: UTF8.self) != nil else {
                    throw fault("the string is not valid UTF-8", at: start - 1)
                }
                position += 1
                return (range, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            case 0..<0x20: throw fault("a control character must be escaped in a string")
            case 0x80...:
                isASCII = false
                position += 1
            default: position += 1
            }
        }
        throw fault("the string has no end", at: start - 1)
    }

    /// Goes on to the next byte that is a quotation mark, a backslash, a control character or none of ASCII, if eight
    /// bytes follow; most bytes are none of these, and eight are looked at in one.
    private mutating func skipPlainText() {
        let raw = UnsafeRawBufferPointer(bytes)
        while position + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let marks = word.marksOfSpecialBytes
            guard marks == 0 else {
                position += marks.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
    }

    /// The bytes in UTF-8 that a string with escapes stands for.
    @usableFromInline func unescaped(_ range: Range<Int>) throws -> [UInt8] {
        let raw = bytes[range]
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = range.lowerBound
        while index < range.upperBound {
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
            default: throw fault("there is no such escape", at: index - 2)
            }
        }
        return result
    }

    /// The character of an escape of four hexadecimal digits, or of two of them, which make a pair of surrogates.
    private func scalar(in raw: Slice<UnsafeBufferPointer<UInt8>>, at index: inout Int) throws -> Unicode.Scalar {
        let half = fault("the escape is half of a character", at: index - 2)
        let first = try codeUnit(in: raw, at: &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xd800..<0xdc00).contains(first), raw[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
        else { throw half }
        index += 2
        let second = try codeUnit(in: raw, at: &index)
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw half }
        return scalar
    }

    private func codeUnit(in raw: Slice<UnsafeBufferPointer<UInt8>>, at index: inout Int) throws -> UInt32 {
        let malformed = fault("four hexadecimal digits should stand here", at: index)
        guard index + 4 <= raw.endIndex else { throw malformed }
        var value: UInt32 = 0
        for byte in raw[index..<index + 4] {
            guard let digit = Hex.value(of: byte) else { throw malformed }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}

extension UInt64 {
    /// The highest bit of the first of its eight bytes that ends or breaks a string's plain text, and maybe of later
    /// bytes; 0 where there is none.
    ///
    /// To take 1 from each byte (0x20, for those below it) borrows from the one above it where it is too small. So the
    /// lowest bit that is set is never wrong, and those above it may be.
    fileprivate var marksOfSpecialBytes: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = self ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = self ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let special =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((self &- ones &* 0x20) & ~self)
            | self
        return special & (ones &* 0x80)
    }
}
