/// A pattern in which `*` stands for any run of characters.
///
/// The run may be empty. A pattern matches whole texts, and case matters.
public struct WildcardPattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String

    // The parts between the asterisks. The first must begin the text, the last must end it, and the others follow each
    // other within. To take each part at its first occurrence is enough, so matching never backtracks.
    private let parts: [[UInt8]]

    /// Creates a pattern.
    public init(_ text: String) {
        self.text = text
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// The number of asterisks in the pattern.
    public var wildcardCount: Int { parts.count - 1 }

    /// The parts before the first asterisk and behind the last one.
    var ends: (first: String, last: String) {
        (String(decoding: parts.first ?? [], as: UTF8.self), String(decoding: parts.last ?? [], as: UTF8.self))
    }

    /// Whether the pattern matches the whole of a text.
    public func matches(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { matches($0) }
            ?? Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }

    /// Whether the pattern matches everything that another pattern matches.
    ///
    /// The other pattern is matched as a text. Only an asterisk can match an asterisk in it, and would match any other
    /// run of characters there too.
    func covers(_ other: WildcardPattern) -> Bool { matches(other.text) }

    /// Whether some text may match both patterns; `true` if in doubt.
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
    /// Whether some bytes are at a position, which must have room.
    fileprivate func holds(_ part: [UInt8], at start: Int) -> Bool {
        for offset in part.indices where self[start + offset] != part[offset] { return false }
        return true
    }
}
