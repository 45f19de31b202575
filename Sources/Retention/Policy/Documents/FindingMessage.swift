/// A message about a policy document, with and without its values.
///
/// A policy may be a secret. Every interpolation counts as a value of the document: so a forgotten mark hides too much,
/// never too little. Paths, and interpolations marked as `known:`, are this program's own words.
struct FindingMessage: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The whole message.
    var text: String
    /// The message with a placeholder for each value.
    var textWithoutValues: String

    init(stringLiteral text: String) {
        self.text = text
        textWithoutValues = text
    }

    init(stringInterpolation parts: StringInterpolation) {
        text = parts.text
        textWithoutValues = parts.textWithoutValues
    }

    static func + (first: FindingMessage, second: FindingMessage) -> FindingMessage {
        var message = first
        message.text += second.text
        message.textWithoutValues += second.textWithoutValues
        return message
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var textWithoutValues = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            text += literal
            textWithoutValues += literal
        }

        /// Adds a value of the document, or a text made from it.
        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += value.description
            textWithoutValues += "(hidden)"
        }

        /// Adds a path in the document.
        mutating func appendInterpolation(_ path: DocumentPath) {
            appendLiteral(path.description)
        }

        /// Adds a word or a number of this program's own.
        mutating func appendInterpolation(known word: some CustomStringConvertible) {
            appendLiteral(word.description)
        }

        /// Adds a message.
        mutating func appendInterpolation(_ message: FindingMessage) {
            text += message.text
            textWithoutValues += message.textWithoutValues
        }
    }
}
