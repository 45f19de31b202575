/// The name of a repository, namespaces included, such as `team-a/app`.
public struct RepositoryName: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name's text.
    public let description: String

    /// Creates a name from its text.
    public init(_ text: String) { description = text }

    /// Creates a name from a literal.
    public init(stringLiteral text: String) { self.init(text) }

    /// Whether the first name sorts before the second.
    public static func < (one: RepositoryName, other: RepositoryName) -> Bool { one.description < other.description }
}

extension RepositoryName: Codable {
    /// Reads the name's text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name's text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
