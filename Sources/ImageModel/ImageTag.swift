/// A tag: a name in a repository that points to one image at a time, and may be moved to another.
///
/// Taken as ECR gives it: matching is case-sensitive and by the whole text.
public struct ImageTag: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The tag's text.
    public let description: String

    /// Creates a tag from its text.
    public init(_ text: String) { description = text }

    /// Creates it from a literal.
    public init(stringLiteral text: String) { self.init(text) }

    /// Whether one stands before another.
    public static func < (one: ImageTag, other: ImageTag) -> Bool { one.description < other.description }
}

extension ImageTag: Codable {
    /// Reads it from its text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
