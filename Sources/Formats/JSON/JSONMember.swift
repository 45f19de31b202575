/// A member of an object, which may occur only once.
///
/// If a name occurs twice, neither value can be trusted.
public struct JSONMember<Value> {
    /// The value; `nil` if the member is missing or `null`.
    @inlinable public var value: Value? { content }

    @usableFromInline var content: Value?
    @usableFromInline var isThere = false

    /// Creates a member that has not been read yet.
    @inlinable public init() {}

    /// Reads the member's value, or `null`.
    ///
    /// - Parameters:
    ///   - reader: a reader whose next value is the member's.
    ///   - read: reads a value other than `null`.
    /// - Throws: ``JSONError`` when the member was read before, and errors of `read`.
    @inlinable public mutating func take(
        from reader: inout JSONReader, _ read: (inout JSONReader) throws -> Value
    ) throws {
        guard !isThere else { throw JSONError("stands twice") }
        isThere = true
        content = try reader.optional(read)
    }

    /// The value of a required member.
    ///
    /// - Parameter name: the member's name.
    /// - Throws: ``JSONError`` when there is no value.
    public func required(_ name: String) throws -> Value {
        guard let content else { throw JSONError.missing(name) }
        return content
    }
}
