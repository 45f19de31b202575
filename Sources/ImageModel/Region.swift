import Essentials

/// The code of an AWS region, such as `eu-west-1`.
public struct Region: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The code.
    public let code: String

    /// Creates a region from its code; `nil` for an invalid code.
    ///
    /// The code becomes part of the host that is sent signed requests, so it must be a valid host label (RFC 1123).
    /// Regions that AWS opens later are accepted too.
    public init?(_ code: some StringProtocol) {
        let bytes = Array(code.utf8)
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen,
            bytes.allSatisfy({ $0.isASCIILowercaseOrDigit || $0 == hyphen })
        else { return nil }
        self.code = String(code)
    }

    /// The code.
    public var description: String { code }

    /// Whether the first code sorts before the second.
    public static func < (one: Region, other: Region) -> Bool { one.code < other.code }
}
