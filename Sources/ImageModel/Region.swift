/// The code of an AWS region, such as `eu-west-1`.
public struct Region: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The code.
    public let code: String

    /// Creates a region from its code, or `nil` when the text can't be part of a host name.
    ///
    /// Regions that AWS opens tomorrow pass; what is checked is that the code is a valid host label (RFC 1123),
    /// since it becomes part of the host that is sent signed requests.
    public init?(_ code: some StringProtocol) {
        let bytes = Array(code.utf8)
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen,
            bytes.allSatisfy({ letters.contains($0) || digits.contains($0) || $0 == hyphen })
        else { return nil }
        self.code = String(code)
    }

    /// The text.
    public var description: String { code }

    /// Whether one stands before another.
    public static func < (one: Region, other: Region) -> Bool { one.code < other.code }
}
