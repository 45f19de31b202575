#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Reads a JSON text (RFC 8259) from its front to its back, without building it up in memory.
///
/// For the answers of ECR that have rows by the hundred. `JSONDecoder` builds a document, and finds each member in it by
/// its name; for a listing of images that was half of all the work. All others are left to `JSONDecoder`. What this
/// takes, that takes as the same.
///
/// Every value has to be taken, by one of the methods or by ``skip()``. The first fault ends the reading.
public struct JSONReader {
    /// How deep objects and arrays may stand in each other.
    static let maximumDepth = 512

    /// What is read; the caller keeps it alive.
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var depth = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Reads a whole text.
    ///
    /// - Parameter value: takes the one value that the text holds.
    /// - Throws: ``JSONFault``, and what `value` throws.
    public static func read<Value>(
        _ text: Data, _ value: (inout JSONReader) throws -> Value
    ) throws -> Value {
        try text.withUnsafeBytes { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) { bytes in
                var reader = JSONReader(bytes)
                let value = try value(&reader)
                reader.skipWhiteSpace()
                guard reader.position == bytes.count else { throw reader.unexpected("something behind the end") }
                return value
            }
        }
    }

    /// Takes an object.
    ///
    /// - Parameter member: takes the value of a member.
    public mutating func object(_ member: (inout JSONReader, JSONName) throws -> Void) throws {
        try enter(UInt8(ascii: "{"), "an object")
        var isFirst = true
        while try goesOn(to: UInt8(ascii: "}"), isFirst: isFirst) {
            isFirst = false
            skipWhiteSpace()
            let name = try name()
            do {
                skipWhiteSpace()
                guard take(UInt8(ascii: ":")) else { throw unexpected("no colon") }
                try member(&self, name)
            } catch var fault as JSONFault {
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
            } catch var fault as JSONFault {
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
        try literal("null")
        return true
    }

    /// Takes `null`, or a value.
    ///
    /// - Parameter value: takes the value.
    @inlinable public mutating func optional<Value>(_ value: (inout JSONReader) throws -> Value) throws -> Value? {
        try null() ? nil : try value(&self)
    }

    /// Takes whatever comes.
    public mutating func skip() throws {
        switch try next() {
        case UInt8(ascii: "{"): try object { reader, _ in try reader.skip() }
        case UInt8(ascii: "["): try array { try $0.skip() }
        case UInt8(ascii: "\""): try utf8 { _ in }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try numberRange()
        }
    }
}

extension JSONReader {
    /// The first byte of what comes next, which is not taken.
    mutating func next() throws -> UInt8 {
        skipWhiteSpace()
        guard position < bytes.count else { throw unexpected("the end of the text") }
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

    /// The fault that something else comes than what was to come; what it is, is not quoted.
    func unexpected(_ what: String) -> JSONFault { JSONFault("\(what) at byte \(position)") }

    private mutating func enter(_ bracket: UInt8, _ what: String) throws {
        guard try next() == bracket else { throw unexpected("not \(what)") }
        depth += 1
        guard depth <= Self.maximumDepth else { throw unexpected("too deep a nesting") }
        position += 1
    }

    /// Whether another entry follows; takes the comma before it, or the bracket that ends the object or the array.
    private mutating func goesOn(to bracket: UInt8, isFirst: Bool) throws -> Bool {
        skipWhiteSpace()
        if take(bracket) {
            depth -= 1
            return false
        }
        guard isFirst || take(UInt8(ascii: ",")) else { throw unexpected("no comma") }
        return true
    }

    private mutating func literal(_ text: StaticString) throws {
        for offset in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[offset]) else { throw unexpected("no value") }
        }
    }
}
