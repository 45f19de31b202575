public import ImageModel

/// What a rule asks of an image's tags: a list of prefixes or of patterns.
public struct TagList: Sendable, Hashable {
    /// One entry of a list.
    public enum Entry: Sendable, Hashable {
        /// A tag that begins so.
        case prefix(String)
        /// A tag that the pattern matches as a whole.
        case pattern(WildcardPattern)

        /// Whether a tag satisfies the entry; case counts.
        public func matches(_ tag: ImageTag) -> Bool {
            switch self {
            case .prefix(let prefix): tag.description.utf8.starts(with: prefix.utf8)
            case .pattern(let pattern): pattern.matches(tag.description)
            }
        }
    }

    /// How many of the entries must be satisfied.
    public enum Match: String, Sendable, Hashable, CaseIterable {
        /// Each, by any of the image's tags: one tag may satisfy several.
        case all
        /// One of them.
        ///
        /// Not ECR's meaning.
        case any
    }

    /// The entries; at least one.
    public var entries: [Entry]
    /// How many of them must be satisfied.
    public var match: Match

    /// Creates a list.
    public init(_ entries: [Entry], match: Match = .all) {
        self.entries = entries
        self.match = match
    }

    /// Whether an image's tags satisfy the list; an untagged image satisfies none.
    public func isSatisfied(by tags: [ImageTag]) -> Bool {
        guard !tags.isEmpty else { return false }
        switch match {
        case .all: return entries.allSatisfy { tags.contains(where: $0.matches) }
        case .any: return entries.contains { tags.contains(where: $0.matches) }
        }
    }
}
