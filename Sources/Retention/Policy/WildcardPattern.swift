/// A pattern in which `*` stands for any run of characters, none included.
///
/// It matches whole texts, case-sensitively.
public struct WildcardPattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String

    // What stands between the asterisks: the first must begin the text, the last must end it, and the others follow
    // each other within. Taking each at its first occurrence is enough, so that no pattern makes the search explode.
    private let parts: [[UInt8]]

    /// Creates a pattern.
    public init(_ text: String) {
        self.text = text
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// How many asterisks the pattern has.
    public var wildcardCount: Int { parts.count - 1 }

    /// What stands before the first asterisk, and behind the last one.
    var ends: (first: String, last: String) {
        (String(decoding: parts.first ?? [], as: UTF8.self), String(decoding: parts.last ?? [], as: UTF8.self))
    }

    /// Whether the pattern matches the whole of a text.
    public func matches(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { matches($0) }
            ?? Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }

    /// Whether the pattern matches all that another matches.
    ///
    /// The other's asterisks are matched as a character that stands in no pattern: only an asterisk can take one, and
    /// that takes any run of characters in its place, too.
    func covers(_ other: WildcardPattern) -> Bool { matches(other.text) }

    /// Whether some text may match both patterns; `true` where that is not easily told.
    func mayMeet(_ other: WildcardPattern) -> Bool {
        guard wildcardCount > 0 else { return other.matches(text) }
        guard other.wildcardCount > 0 else { return matches(other.text) }
        guard let first = parts.first, let last = parts.last, let otherFirst = other.parts.first,
            let otherLast = other.parts.last
        else { return true }
        return zip(first, otherFirst).allSatisfy(==) && zip(last.reversed(), otherLast.reversed()).allSatisfy(==)
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return text.count == self.text.utf8.count && text.elementsEqual(self.text.utf8)
        }
        let end = text.count - last.count
        guard first.count <= end, text.holds(first, at: 0), text.holds(last, at: end) else { return false }
        var start = first.count
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            while start + part.count <= end, !text.holds(part, at: start) { start += 1 }
            guard start + part.count <= end else { return false }
            start += part.count
        }
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether some bytes stand at a place; there must be room for them.
    fileprivate func holds(_ part: [UInt8], at start: Int) -> Bool {
        for offset in part.indices where self[start + offset] != part[offset] { return false }
        return true
    }
}
