extension Unicode.Scalar {
    /// Creates the character that two escapes of JSON stand for; `nil` if they are no surrogate pair.
    init?(surrogates first: UInt32, _ second: UInt32) {
        guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second) else { return nil }
        self.init(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }
}
