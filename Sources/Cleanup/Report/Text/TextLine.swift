/// A line of text for a terminal.
public struct TextLine: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text; it may hold names from outside, and so characters that a terminal must not get.
    public var text: String
    /// Whether it is a heading, which stands out where there are colours.
    public var isHeading: Bool

    /// Creates a line.
    public init(_ text: String, isHeading: Bool = false) {
        (self.text, self.isHeading) = (text, isHeading)
    }

    /// Creates a line that is no heading.
    public init(stringLiteral text: String) { self.init(text) }
}
