extension Unicode.Scalar {
    /// Whether terminals may act on the scalar or readers miss it.
    ///
    /// These are the control characters C0 and C1, the format characters (bidirectional overrides, zero-width spaces
    /// and joiners, tags), and the separators of lines and paragraphs.
    ///
    /// - SeeAlso: [Unicode, table 4-4: general categories](https://www.unicode.org/versions/latest/core-spec/chapter-4/)
    var isInvisibleControl: Bool {
        if isASCII { return value < 0x20 || value == 0x7f }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension String {
    /// The text with every invisible control written as an escape.
    ///
    /// Examples of escapes are `\n` and `\u{202e}`. Names and messages from outside can hold such characters.
    /// Unescaped, they could steer a terminal, begin a line of their own, or disguise a text as another.
    ///
    /// - Parameter keepsLineBreaks: whether line feeds stay, for a text of several lines.
    public func escapingControls(keepsLineBreaks: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\n" where keepsLineBreaks: result.append(scalar)
            case "\n": result += "\\n".unicodeScalars
            case "\r": result += "\\r".unicodeScalars
            case "\t": result += "\\t".unicodeScalars
            case _ where scalar.isInvisibleControl:
                result += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
