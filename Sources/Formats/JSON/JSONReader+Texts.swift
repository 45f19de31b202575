/// The name of an object's member, as written in the text.
///
/// It is valid only while the member is read.
public struct JSONName: CustomStringConvertible {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    /// The position of the opening quotation mark in the text.
    let offset: Int
    /// The name, if it is written with escapes.
    fileprivate let unescaped: String?

    /// The name.
    public var description: String { unescaped ?? String(decoding: bytes, as: UTF8.self) }

    /// Whether a name has a known text, for use in `switch`.
    public static func ~= (known: StaticString, name: JSONName) -> Bool {
        if let text = name.unescaped { return text == "\(known)" }
        let count = name.bytes.count
        guard known.utf8CodeUnitCount == count else { return false }
        let start = known.utf8Start
        // Names differ more often in their ends than in their beginnings.
        return (0..<count).reversed().allSatisfy { start[$0] == name.bytes[$0] }
    }
}

extension JSONReader {
    /// Reads a string.
    public mutating func string() throws -> String {
        try utf8 { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads a string and passes its UTF-8 bytes to a closure.
    ///
    /// The bytes are valid only during the call.
    @inlinable public mutating func utf8<Value>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Value) throws -> Value {
        let (range, isEscaped) = try stringRange()
        guard isEscaped else { return try body(UnsafeBufferPointer(rebasing: bytes[range])) }
        return try unescaped(range).withUnsafeBufferPointer(body)
    }

    /// Reads the name of a member.
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

    /// Reads a string, and returns its range and whether it has escapes.
    ///
    /// The range lies between the quotation marks. It is always valid UTF-8: otherwise a damaged name could pass for
    /// another one, such as that of the next page's token.
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

    /// Skips plain text, eight bytes at a time.
    ///
    /// It stops at a quotation mark, a backslash, a control character or a byte beyond ASCII, or near the end. Most
    /// bytes are plain, so eight are tested at once.
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

    /// The UTF-8 bytes of a string with escapes.
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
            // A backslash is never the last byte: the byte after it was read with it.
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

    /// Reads a character from one escape or from a surrogate pair.
    private func scalar(in raw: Slice<UnsafeBufferPointer<UInt8>>, at index: inout Int) throws -> Unicode.Scalar {
        let half = fault("the escape is half of a character", at: index - 2)
        let first = try codeUnit(in: raw, at: &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard raw[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { throw half }
        index += 2
        guard let scalar = Unicode.Scalar(surrogates: first, try codeUnit(in: raw, at: &index)) else { throw half }
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
    /// Marks the bytes of the word that are not plain text.
    ///
    /// The lowest set bit is the highest bit of the first such byte. The result is 0 if there is none. Higher bits may
    /// be wrong: subtracting 1 (or 0x20) from a byte that is too small borrows from the next higher byte.
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
