/// Parses a JSON text into memory by the grammar of ``JSONReader``.
enum JSONParser {
    /// The maximum depth of nesting in documents that people write.
    private static let maximumDepth = 128

    /// Parses a whole text, which may begin with a byte-order mark.
    static func parse(_ text: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        let mark = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        do {
            return try text.withUnsafeBufferPointer {
                try JSONReader.read($0, from: mark, maximumDepth: maximumDepth, value)
            }
        } catch {
            // Only `JSONError` is thrown below.
            let fault = error as? JSONError ?? JSONError("\(error)")
            throw JSONSyntaxError(fault, in: text)
        }
    }

    private static func value(from reader: inout JSONReader) throws -> JSONValue {
        switch try reader.kind() {
        case .object: .object(try members(from: &reader))
        case .array: .array(try reader.all(value))
        case .string: .string(try reader.string())
        case .number: .number(try reader.roundedDouble())
        case .bool(let value):
            .bool(try reader.literal(value ? "true" : "false", value))
        case .null: try reader.literal("null", .null)
        }
    }

    private static func members(from reader: inout JSONReader) throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try reader.object { reader, name in
            let text = name.description
            guard members[text] == nil else {
                throw JSONError("the name \"\(text)\" stands twice in one object", at: name.offset)
            }
            members[text] = try value(from: &reader)
        }
        return members
    }
}

extension JSONSyntaxError {
    /// Creates an error from a fault and its line in the text.
    fileprivate init(_ fault: JSONError, in text: [UInt8]) {
        let before = text[..<(fault.offset ?? 0)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        self.init(
            message: fault.reason, line: before.count { $0 == 0x0A } + 1, column: before.count - lineStart + 1)
    }
}
