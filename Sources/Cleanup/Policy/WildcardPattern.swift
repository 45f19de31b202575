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

    /// Whether the pattern matches the whole of a text.
    public func matches(_ text: String) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return text.utf8.elementsEqual(self.text.utf8)
        }
        var rest = Array(text.utf8)[...]
        guard rest.starts(with: first), rest.dropFirst(first.count).count >= last.count, rest.hasSuffix(last) else {
            return false
        }
        rest = rest.dropFirst(first.count).dropLast(last.count)
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let end = rest.endOfFirst(part) else { return false }
            rest = rest[end...]
        }
        return true
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        self.suffix(suffix.count).elementsEqual(suffix)
    }

    /// The index behind the first occurrence of a part.
    fileprivate func endOfFirst(_ part: [UInt8]) -> Index? {
        guard count >= part.count else { return nil }
        for start in startIndex...(endIndex - part.count) where self[start..<start + part.count].elementsEqual(part) {
            return start + part.count
        }
        return nil
    }
}
