public import Essentials

/// Reads a JSON text (RFC 8259) in order, without storing it.
///
/// It is for texts with many rows: the answers of ECR and of Kubernetes, and saved plans. `JSONDecoder` builds a
/// document and looks each member up by name, which took half of all the work for a listing of images. Other answers are
/// left to `JSONDecoder`. Every text that this reader accepts, `JSONDecoder` reads in the same way.
///
/// Every value has to be read, by one of the methods or by ``skip()``. The first fault ends the reading.
public struct JSONReader {
    /// The bytes of the text, which the caller keeps alive.
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    /// The maximum depth of nesting, since the call stack is limited.
    private let maximumDepth: Int
    private var depth = 0

    /// Reads a whole text.
    ///
    /// - Parameter value: reads the text's only value.
    /// - Throws: ``JSONError``, and errors of `value`.
    public static func read<Value>(
        _ text: Data, _ value: (inout JSONReader) throws -> Value
    ) throws -> Value {
        try text.withUnsafeBytes { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) { try read($0, from: 0, maximumDepth: 512, value) }
        }
    }

    /// Reads a whole text that begins at `position`.
    static func read<Value>(
        _ bytes: UnsafeBufferPointer<UInt8>, from position: Int, maximumDepth: Int,
        _ value: (inout JSONReader) throws -> Value
    ) throws -> Value {
        var reader = JSONReader(bytes: bytes, position: position, maximumDepth: maximumDepth)
        let value = try value(&reader)
        reader.skipWhiteSpace()
        guard reader.position == bytes.count else {
            throw reader.fault("there is more behind the end of the JSON text")
        }
        return value
    }

    /// Reads an object that may have no name twice.
    ///
    /// Only one of the two values would count.
    ///
    /// - Parameter member: reads the value of a member.
    /// - Throws: ``JSONError`` when a name stands twice, and errors of `member`.
    public mutating func objectOfUniqueNames(_ member: (inout JSONReader, JSONName) throws -> Void) throws {
        var names: Set<String> = []
        try object { reader, name in
            guard names.insert(name.description).inserted else { throw JSONError("stands twice") }
            try member(&reader, name)
        }
    }

    /// Reads an object.
    ///
    /// - Parameter member: reads the value of a member.
    public mutating func object(_ member: (inout JSONReader, JSONName) throws -> Void) throws {
        try enter(UInt8(ascii: "{"), "an object")
        var isFirst = true
        while try goesOn(to: UInt8(ascii: "}"), isFirst: isFirst) {
            isFirst = false
            let name = try name()
            do {
                skipWhiteSpace()
                guard take(UInt8(ascii: ":")) else { throw fault("a colon should stand here") }
                try member(&self, name)
            } catch var fault as JSONError {
                fault.path.append(.member(name.description))
                throw fault
            }
        }
    }

    /// Reads an array.
    ///
    /// - Parameter element: reads an element.
    public mutating func array(_ element: (inout JSONReader) throws -> Void) throws {
        try enter(UInt8(ascii: "["), "an array")
        var count = 0
        while try goesOn(to: UInt8(ascii: "]"), isFirst: count == 0) {
            do {
                try element(&self)
            } catch var fault as JSONError {
                fault.path.append(.element(count))
                throw fault
            }
            count += 1
        }
    }

    /// Reads an array and returns its elements.
    ///
    /// - Parameter element: reads an element.
    @inlinable public mutating func all<Element>(_ element: (inout JSONReader) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        try array { elements.append(try element(&$0)) }
        return elements
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws -> Bool {
        guard case .bool(let value) = try kind() else { throw fault("true or false should stand here") }
        return try literal(value ? "true" : "false", value)
    }

    /// Reads `null` if it comes next, and returns whether it did.
    public mutating func null() throws -> Bool {
        guard try next() == UInt8(ascii: "n") else { return false }
        return try literal("null", true)
    }

    /// Reads `null` or a value.
    ///
    /// - Parameter value: reads the value.
    @inlinable public mutating func optional<Value>(_ value: (inout JSONReader) throws -> Value) throws -> Value? {
        try null() ? nil : try value(&self)
    }

    /// Skips any value.
    public mutating func skip() throws {
        switch try kind() {
        case .object: try object { reader, _ in try reader.skip() }
        case .array: try array { try $0.skip() }
        case .string: try utf8 { _ in }
        case .number: _ = try numberRange()
        case .bool(let value): try literal(value ? "true" : "false", ())
        case .null: try literal("null", ())
        }
    }
}

extension JSONReader {
    /// A kind of JSON value, known from its first byte.
    enum Kind {
        case object, array, string, number, null
        case bool(Bool)
    }

    /// The kind of the next value, which is not read.
    mutating func kind() throws -> Kind {
        switch try next() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"): .bool(true)
        case UInt8(ascii: "f"): .bool(false)
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw fault("a value should stand here")
        }
    }

    /// Reads a literal and returns the value that it stands for.
    mutating func literal<Value>(_ text: StaticString, _ value: Value) throws -> Value {
        let start = position
        for offset in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[offset]) else { throw fault("a value should stand here", at: start) }
        }
        return value
    }

    /// The first byte of the next value, which is not read.
    mutating func next() throws -> UInt8 {
        skipWhiteSpace()
        guard position < bytes.count else { throw fault("the text ends where a value should stand") }
        return bytes[position]
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    /// A fault in the text, which never quotes the text.
    ///
    /// - Parameter offset: the wrong byte, if it is not the next.
    func fault(_ reason: String, at offset: Int? = nil) -> JSONError { JSONError(reason, at: offset ?? position) }

    private mutating func enter(_ bracket: UInt8, _ kind: String) throws {
        guard try next() == bracket else { throw fault("\(kind) should stand here") }
        depth += 1
        guard depth <= maximumDepth else { throw fault("values are nested more than \(maximumDepth) deep") }
        position += 1
    }

    /// Whether another entry follows.
    ///
    /// The comma before the entry, or the closing bracket, is read.
    private mutating func goesOn(to bracket: UInt8, isFirst: Bool) throws -> Bool {
        skipWhiteSpace()
        if take(bracket) {
            depth -= 1
            return false
        }
        guard isFirst || take(UInt8(ascii: ",")) else {
            throw fault("a comma or \(Character(Unicode.Scalar(bracket))) should stand here")
        }
        return true
    }
}
