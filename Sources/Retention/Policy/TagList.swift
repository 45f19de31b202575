public import ImageModel

/// A condition on an image's tags: a list of prefixes or patterns.
public struct TagList: Sendable, Hashable {
    /// One entry of a list.
    public enum Entry: Sendable, Hashable {
        /// A tag that begins with a text.
        case prefix(String)
        /// A tag that the pattern matches as a whole.
        case pattern(WildcardPattern)

        /// Whether a tag satisfies the entry; case matters.
        public func matches(_ tag: ImageTag) -> Bool {
            switch self {
            case .prefix(let prefix): tag.description.utf8.starts(with: prefix.utf8)
            case .pattern(let pattern): pattern.matches(tag.description)
            }
        }
    }

    /// The number of entries that must be satisfied.
    public enum Match: String, Sendable, Hashable, CaseIterable {
        /// Every entry, each by any of the image's tags.
        ///
        /// One tag may satisfy several entries.
        case all
        /// At least one entry.
        ///
        /// ECR does not have this option.
        case any
    }

    /// The entries, at least one.
    public var entries: [Entry]
    /// The number of entries that must be satisfied.
    public var match: Match

    /// Creates a list.
    public init(_ entries: [Entry], match: Match = .all) {
        self.entries = entries
        self.match = match
    }

    /// Whether an image's tags satisfy the list.
    ///
    /// An untagged image satisfies no list.
    public func isSatisfied(by tags: [ImageTag]) -> Bool {
        guard !tags.isEmpty else { return false }
        switch match {
        case .all: return entries.allSatisfy { tags.contains(where: $0.matches) }
        case .any: return entries.contains { tags.contains(where: $0.matches) }
        }
    }

    /// The first tag that does not satisfy the list by itself.
    func stranger(among tags: [ImageTag]) -> ImageTag? { tags.first { !isSatisfied(by: [$0]) } }
}
