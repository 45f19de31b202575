public import ImageModel

/// A pattern of tags in which `{}` stands for the name of a group.
///
/// `{}` stands for as much of a tag as it can, and for one character at least. So `{}-*` takes `fix-login-7` into the
/// group `fix-login`. Longer names make smaller groups, and each group keeps its newest images.
public struct GroupPattern: Sendable, Hashable {
    /// The place of the group's name in a pattern.
    static let placeholder = "{}"

    /// The pattern as it was written.
    public let text: String
    // The parts between asterisks, before and behind the placeholder. Those behind are reversed, and so is their order.
    private let before: [[UInt8]]
    private let behind: [[UInt8]]

    /// Creates a pattern; `nil` unless the placeholder stands in it once.
    public init?(_ text: String) {
        let sides = text.split(separator: Self.placeholder, omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        self.text = text
        before = Self.parts(of: sides[0].utf8)
        behind = Self.parts(of: sides[1].utf8.reversed())
    }

    private static func parts(of side: some Sequence<UInt8>) -> [[UInt8]] {
        side.split(separator: UInt8(ascii: "*"), maxSplits: .max, omittingEmptySubsequences: false).map(Array.init)
    }

    /// The name of the group of a tag; `nil` if the pattern does not match the tag.
    public func group(of tag: ImageTag) -> String? {
        let text = Array(tag.description.utf8)
        // The least before and the least behind the name leave the most for it. They do not depend on each other.
        guard let start = Self.shortest(before, in: text), let rest = Self.shortest(behind, in: text.reversed()),
            start < text.count - rest
        else { return nil }
        return String(decoding: text[start..<(text.count - rest)], as: UTF8.self)
    }

    /// The length of the shortest beginning of a text that matches parts with asterisks between them.
    private static func shortest(_ parts: [[UInt8]], in text: [UInt8]) -> Int? {
        guard let first = parts.first, text.starts(with: first) else { return nil }
        var end = first.count
        for part in parts.dropFirst() {
            while !text[end...].starts(with: part) {
                guard end < text.count else { return nil }
                end += 1
            }
            end += part.count
        }
        return end
    }
}
