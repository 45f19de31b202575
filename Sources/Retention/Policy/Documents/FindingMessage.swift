/// A message about a policy document, which can be shown with and without the document's values.
///
/// A policy may be a secret. Whatever is interpolated counts as a value of the document, so that a forgotten mark hides
/// too much and never too little. Paths, and what is marked as `known:`, are this program's own words.
struct FindingMessage: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The message as it is.
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

        /// Adds a value of the document, or something derived from one.
        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += value.description
            textWithoutValues += "(hidden)"
        }

        /// Adds a place in the document.
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
