/// A name in a repository that points to one image.
///
/// It may be moved to another image. It is kept exactly as ECR reports it: matching is case-sensitive and by the whole
/// text.
public struct ImageTag: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The tag's text.
    public let description: String

    /// Creates a tag from its text.
    public init(_ text: String) { description = text }

    /// Creates a tag from a literal.
    public init(stringLiteral text: String) { self.init(text) }

    /// Whether `*` stands for what is not known of the tag.
    ///
    /// A tag of an image never has a `*`.
    public var hasGaps: Bool { description.utf8.contains(UInt8(ascii: "*")) }

    /// Whether the first tag sorts before the second.
    public static func < (one: ImageTag, other: ImageTag) -> Bool { one.description < other.description }
}

extension ImageTag: Codable {
    /// Reads the tag's text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the tag's text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
