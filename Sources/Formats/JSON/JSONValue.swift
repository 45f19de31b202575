/// A parsed JSON text, for documents that people write.
///
/// It is stricter than `JSONDecoder`. If a name occurs twice in an object, one value would be lost silently, so it is
/// an error. Errors give the line and the column.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The name of the value's kind for error messages.
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
    /// - Throws: ``JSONSyntaxError`` when the text is not JSON, or an object has a name twice. Also when values are
    ///   nested more than 128 deep.
    public init(parsing text: some Sequence<UInt8>) throws(JSONSyntaxError) {
        self = try JSONParser.parse(Array(text))
    }
}

/// An error in a JSON text, with its line and column.
public struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The problem.
    public let message: String
    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int

    /// The place and the problem in one text.
    public var description: String { "line \(line), column \(column): \(message)" }
}
