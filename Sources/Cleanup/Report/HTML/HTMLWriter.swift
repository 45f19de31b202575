import Formats

/// Writes HTML in which no text from outside can be markup.
///
/// Names of elements and attributes are part of the program (`StaticString`); everything else is escaped.
struct HTMLWriter {
    typealias Attributes = KeyValuePairs<StaticString, String>

    /// The markup so far.
    private(set) var markup = ""

    /// Writes an element.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], _ content: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// Writes an element whose content is a text.
    mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// Writes a start tag.
    ///
    /// An element without an end tag, such as `meta`, needs nothing else.
    mutating func open(_ name: StaticString, _ attributes: Attributes = [:]) {
        markup += "<\(name)"
        for (name, value) in attributes { markup += " \(name)=\"\(Self.escaped(value))\"" }
        markup += ">"
    }

    /// Writes an end tag.
    mutating func close(_ name: StaticString) { markup += "</\(name)>" }

    /// Writes a text.
    mutating func text(_ text: String) { markup += Self.escaped(text) }

    /// Writes markup that is part of the program.
    mutating func literal(_ literal: StaticString) { markup += "\(literal)" }

    /// Writes the program's own style sheet or script, which is not escaped.
    mutating func source(_ bytes: [UInt8]) { markup += String(decoding: bytes, as: UTF8.self) }

    /// An escaped text, safe anywhere in a page.
    ///
    /// Invisible control characters become visible escapes.
    static func escaped(_ text: String) -> String {
        let text = text.escapingControls()
        guard text.utf8.contains(where: { "<>&\"'".utf8.contains($0) }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
