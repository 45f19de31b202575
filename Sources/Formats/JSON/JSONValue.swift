/// A JSON text, parsed: for documents that people write, where every member counts.
///
/// Stricter than `JSONDecoder` in what matters there: a name that stands twice in one object is an error, since one of
/// the two values would be lost without a word, and errors say the line and the column.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// What the value is, as it is called in error messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value as a whole number, if it is one.
    public var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(exactly: number)
    }

    /// Parses a JSON text (RFC 8259).
    ///
    /// - Throws: ``JSONSyntaxError`` where the text is not JSON, an object has a name twice, or values are nested more
    ///   than 128 deep.
    public init(parsing text: some Sequence<UInt8>) throws(JSONSyntaxError) {
        self = try JSONParser.parse(Array(text))
    }
}

/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong.
    public let message: String
    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int

    /// The text.
    public var description: String { "line \(line), column \(column): \(message)" }
}
