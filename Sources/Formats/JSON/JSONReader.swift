public import Essentials

/// Reads a JSON text (RFC 8259) from its front to its back, without building it up in memory.
///
/// For the answers of ECR that have rows by the hundred. `JSONDecoder` builds a document, and finds each member in it by
/// its name; for a listing of images that was half of all the work. All others are left to `JSONDecoder`. What this
/// takes, that takes as the same.
///
/// Every value has to be taken, by one of the methods or by ``skip()``. The first fault ends the reading.
public struct JSONReader {
    /// What is read; the caller keeps it alive.
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    /// How deep objects and arrays may stand in each other: the call stack is not without end.
    private let maximumDepth: Int
    private var depth = 0

    /// Reads a whole text.
    ///
    /// - Parameter value: takes the one value that the text holds.
    /// - Throws: ``JSONError``, and what `value` throws.
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

    /// Takes an object.
    ///
    /// - Parameter member: takes the value of a member.
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

    /// Takes an array.
    ///
    /// - Parameter element: takes an element.
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

    /// Takes an array, and gives its elements.
    ///
    /// - Parameter element: takes an element.
    @inlinable public mutating func all<Element>(_ element: (inout JSONReader) throws -> Element) throws -> [Element] {
        var elements: [Element] = []
        try array { elements.append(try element(&$0)) }
        return elements
    }

    /// Takes `null`, if that is what comes.
    public mutating func null() throws -> Bool {
        guard try next() == UInt8(ascii: "n") else { return false }
        return try literal("null", true)
    }

    /// Takes `null`, or a value.
    ///
    /// - Parameter value: takes the value.
    @inlinable public mutating func optional<Value>(_ value: (inout JSONReader) throws -> Value) throws -> Value? {
        try null() ? nil : try value(&self)
    }

    /// Takes whatever comes.
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
    /// A kind of JSON value, as its first byte tells it.
    enum Kind {
        case object, array, string, number, null
        case bool(Bool)
    }

    /// The kind of the value that comes next, which is not taken.
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

    /// Takes a literal, and gives the value that it stands for.
    mutating func literal<Value>(_ text: StaticString, _ value: Value) throws -> Value {
        let start = position
        for offset in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[offset]) else { throw fault("a value should stand here", at: start) }
        }
        return value
    }

    /// The first byte of what comes next, which is not taken.
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

    /// A fault of the text; what stands there is not quoted.
    ///
    /// - Parameter offset: the byte that is at fault, where it is not the next.
    func fault(_ reason: String, at offset: Int? = nil) -> JSONError { JSONError(reason, at: offset ?? position) }

    private mutating func enter(_ bracket: UInt8, _ kind: String) throws {
        guard try next() == bracket else { throw fault("\(kind) should stand here") }
        depth += 1
        guard depth <= maximumDepth else { throw fault("values are nested more than \(maximumDepth) deep") }
        position += 1
    }

    /// Whether another entry follows; takes the comma before it, or the bracket that ends the object or the array.
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
