/// What a member of an object holds, which may be there once.
///
/// Of two members of one name, neither is known to be the whole truth.
public struct JSONMember<Value> {
    /// The value; `nil` where there is no such member, or it is `null`.
    @inlinable public var value: Value? { content }

    @usableFromInline var content: Value?
    @usableFromInline var isThere = false

    /// Creates a member that was not met yet.
    @inlinable public init() {}

    /// Takes the member's value, or `null`.
    ///
    /// - Parameters:
    ///   - reader: stands before the value.
    ///   - read: takes a value that is not `null`.
    /// - Throws: ``JSONError`` when the member was there before, and what `read` throws.
    @inlinable public mutating func take(
        from reader: inout JSONReader, _ read: (inout JSONReader) throws -> Value
    ) throws {
        guard !isThere else { throw JSONError("stands twice") }
        isThere = true
        content = try reader.optional(read)
    }

    /// The value of a member that has to be there.
    ///
    /// - Parameter name: the member's name.
    /// - Throws: ``JSONError`` when there is none.
    public func required(_ name: String) throws -> Value {
        guard let content else { throw JSONError.missing(name) }
        return content
    }
}
