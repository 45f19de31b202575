/// The classes of ASCII characters, for grammars that work on bytes.
///
/// Properties of `Character` would accept other scripts, and a letter with a combining mark.
extension UInt8 {
    /// Whether the byte is one of `0` to `9`.
    @inlinable public var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether the byte is one of `a` to `z`.
    @inlinable public var isASCIILowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    /// Whether the byte is one of `A` to `Z`.
    @inlinable public var isASCIIUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    /// Whether the byte is one of `a` to `z` or `A` to `Z`.
    @inlinable public var isASCIILetter: Bool { isASCIILowercase || isASCIIUppercase }

    /// Whether the byte is one of `a` to `z`, or a digit.
    @inlinable public var isASCIILowercaseOrDigit: Bool { isASCIILowercase || isASCIIDigit }

    /// Whether the byte is a letter or a digit.
    @inlinable public var isASCIILetterOrDigit: Bool { isASCIILetter || isASCIIDigit }
}
