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

extension Summary {
    /// The warnings with a heading; empty without any.
    ///
    /// A command at a warning's end stands on a line of its own, unbroken, so that it can be pasted.
    func warningLines(width: Int) -> [TextLine] {
        guard !warnings.isEmpty else { return [] }
        return [TextLine("Warnings:", isHeading: true)]
            + warnings.flatMap { warning -> [TextLine] in
                guard let range = warning.firstRange(of: "To do: aws ") else {
                    return TextLine.wrapped("- \(warning)", to: width, indent: 2)
                }
                return TextLine.wrapped("- \(warning[..<range.lowerBound])To do:", to: width, indent: 2)
                    + [TextLine("    aws \(warning[range.upperBound...])")]
            }
    }
}

extension TextLine {
    /// Breaks a text between words into lines of at most `width` characters.
    static func wrapped(_ text: String, to width: Int, indent: Int = 0) -> [TextLine] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, margin.count + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return (lines + [margin + line]).map { TextLine($0) }
    }
}
