public import ImageModel

/// A list of patterns that says which repositories are meant.
///
/// `*` stands for any run of characters, `/` too. A leading `!` excludes what the rest matches. The last pattern that
/// matches a name decides; a name that none matches is not meant, and so an empty list means no repository at all.
public struct NamePatterns: Sendable, Hashable {
    /// The patterns as they were written.
    public let texts: [String]

    private let patterns: [(isExclusion: Bool, pattern: WildcardPattern)]

    /// Creates a list of patterns.
    public init(_ texts: [String]) {
        self.texts = texts
        patterns = texts.map { text in
            text.hasPrefix("!") ? (true, WildcardPattern(String(text.dropFirst()))) : (false, WildcardPattern(text))
        }
    }

    /// One repository.
    ///
    /// Names have no characters that mean anything in a pattern (ECR allows `a-z0-9._/-` alone).
    public init(exactly name: RepositoryName) {
        self.init([name.description])
    }

    /// Every repository.
    public static let all = NamePatterns(["*"])

    /// Whether a repository is meant.
    public func match(_ name: RepositoryName) -> Bool {
        patterns.last { $0.pattern.matches(name.description) }.map { !$0.isExclusion } ?? false
    }

    /// The only names that can match, each once; `nil` where a pattern with a wildcard may match others.
    public var onlyNames: Set<RepositoryName>? {
        let inclusions = patterns.lazy.filter { !$0.isExclusion }.map(\.pattern)
        guard inclusions.allSatisfy({ $0.wildcardCount == 0 }) else { return nil }
        return Set(inclusions.map { RepositoryName($0.text) })
    }

    /// Whether both are the same.
    public static func == (one: NamePatterns, other: NamePatterns) -> Bool { one.texts == other.texts }

    /// Hashes what equality goes by.
    public func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}
