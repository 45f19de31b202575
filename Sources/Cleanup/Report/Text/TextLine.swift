/// A line of text for a terminal.
public struct TextLine: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text, which may hold names from outside.
    ///
    /// Such names may have characters that a terminal must not get.
    public var text: String
    /// Whether the line is a heading, which colours highlight.
    public var isHeading: Bool

    /// Creates a line.
    public init(_ text: String, isHeading: Bool = false) {
        (self.text, self.isHeading) = (text, isHeading)
    }

    /// Creates a line that is not a heading.
    public init(stringLiteral text: String) { self.init(text) }
}
