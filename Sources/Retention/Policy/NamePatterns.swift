public import ImageModel

/// A list of patterns that says which repositories are meant.
///
/// `*` stands for any run of characters, `/` too. A leading `!` excludes, wherever it stands in the list: a name is meant
/// when some pattern matches it and no exclusion does. A list of exclusions alone means all other repositories, and an
/// empty list means none.
public struct NamePatterns: Sendable, Hashable {
    /// The patterns as they were written.
    public let texts: [String]

    /// The patterns that include.
    package let inclusions: [WildcardPattern]
    /// The patterns that exclude, without their exclamation marks.
    package let exclusions: [WildcardPattern]

    /// Creates a list of patterns.
    public init(_ texts: [String]) {
        self.texts = texts
        inclusions = texts.filter { !$0.isExclusion }.map(WildcardPattern.init)
        exclusions = texts.filter(\.isExclusion).map { WildcardPattern($0.excluded) }
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
        let name = name.description
        let isIncluded =
            inclusions.isEmpty ? !exclusions.isEmpty : inclusions.contains { $0.matches(name) }
        return isIncluded && !exclusions.contains { $0.matches(name) }
    }

    /// The only names that can match, each once; `nil` where a pattern with a wildcard may match others.
    public var onlyNames: Set<RepositoryName>? {
        guard !inclusions.isEmpty || exclusions.isEmpty else { return nil }
        guard inclusions.allSatisfy({ $0.wildcardCount == 0 }) else { return nil }
        return Set(inclusions.map { RepositoryName($0.text) }.filter(match))
    }

    /// Whether both are the same.
    public static func == (one: NamePatterns, other: NamePatterns) -> Bool { one.texts == other.texts }

    /// Hashes what equality goes by.
    public func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}

extension String {
    /// Whether a pattern excludes what follows its first character.
    var isExclusion: Bool { utf8.first == UInt8(ascii: "!") }

    /// The pattern behind the exclamation mark.
    ///
    /// By scalars: a mark that joins the exclamation mark to what follows makes one character of the two.
    var excluded: String { String(String.UnicodeScalarView(unicodeScalars.dropFirst())) }
}
