import Essentials

extension JSONReader {
    /// Reads a number.
    ///
    /// A number too small for a `Double` is refused. Read as 0, a time would be the oldest of all.
    public mutating func double() throws -> Double {
        let range = try numberRange()
        let value = try double(in: range)
        guard value == 0, bytes[range].prefix(while: { $0 | 0x20 != UInt8(ascii: "e") }).contains(where: Self.isNotZero)
        else { return value }
        throw fault("the number is too small", at: range.lowerBound)
    }

    /// Reads a number; a number too small for a `Double` becomes 0.
    mutating func roundedDouble() throws -> Double { try double(in: try numberRange()) }

    private func double(in range: Range<Int>) throws -> Double {
        if let value = Self.shortDecimal(bytes[range]) { return value }
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite else {
            throw fault("the number is too large", at: range.lowerBound)
        }
        return value
    }

    /// Reads a whole number.
    public mutating func int64() throws -> Int64 {
        let range = try numberRange()
        let text = String(decoding: bytes[range], as: UTF8.self)
        if let value = Int64(text) { return value }
        guard let number = Double(text), let value = Int64(exactly: number) else {
            throw fault("a whole number should stand here", at: range.lowerBound)
        }
        return value
    }

    /// Reads a number and returns its range in the text.
    mutating func numberRange() throws -> Range<Int> {
        guard let first = try? next(), first == UInt8(ascii: "-") || first.isASCIIDigit else {
            throw fault("a number should stand here")
        }
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "-")) || take(UInt8(ascii: "+"))
            try digits()
        }
        return start..<position
    }

    private mutating func digits() throws {
        let start = position
        while position < bytes.count, bytes[position].isASCIIDigit { position += 1 }
        guard position > start else { throw fault("a digit should stand here") }
    }

    private static func isNotZero(_ byte: UInt8) -> Bool { byte.isASCIIDigit && byte != UInt8(ascii: "0") }

    /// The powers of ten that `shortDecimal` needs; a `Double` holds them exactly.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// The value of a number with up to 15 digits, no exponent.
    ///
    /// Times are such numbers. Their digits and the power of ten are exact, so one division rounds the value correctly.
    private static func shortDecimal(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        var digits: UInt64 = 0
        var count = 0
        var decimals: Int?
        for byte in text {
            if byte == UInt8(ascii: ".") {
                decimals = 0
                continue
            }
            guard byte.isASCIIDigit, count < 15 else { return nil }
            digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
            count += 1
            if let known = decimals { decimals = known + 1 }
        }
        return Double(digits) / powersOfTen[decimals ?? 0]
    }
}
