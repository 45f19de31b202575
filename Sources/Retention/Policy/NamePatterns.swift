public import ImageModel

/// A list of patterns that selects repositories.
///
/// `*` matches any run of characters, including `/`. A leading `!` excludes, wherever the pattern is in the list. A
/// name is selected when a pattern matches it and no exclusion does. A list of exclusions alone selects all other
/// repositories, and an empty list selects none.
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

    /// Creates a list that selects exactly one repository.
    ///
    /// Names hold no characters with a meaning in patterns: ECR allows only `a-z0-9._/-`.
    public init(exactly name: RepositoryName) {
        self.init([name.description])
    }

    /// Every repository.
    public static let all = NamePatterns(["*"])

    /// Whether a repository is selected.
    public func match(_ name: RepositoryName) -> Bool { match(text: name.description) }

    /// Whether a name of any kind is selected.
    func match(text name: String) -> Bool {
        let isIncluded =
            inclusions.isEmpty ? !exclusions.isEmpty : inclusions.contains { $0.matches(name) }
        return isIncluded && !exclusions.contains { $0.matches(name) }
    }

    /// The only names that can match, each once.
    ///
    /// The result is `nil` if other names may match, because of a wildcard or because the list only excludes.
    public var onlyNames: Set<RepositoryName>? {
        guard !inclusions.isEmpty || exclusions.isEmpty else { return nil }
        guard inclusions.allSatisfy({ $0.wildcardCount == 0 }) else { return nil }
        return Set(inclusions.map { RepositoryName($0.text) }.filter(match))
    }

    /// Whether two lists have the same texts.
    public static func == (one: NamePatterns, other: NamePatterns) -> Bool { one.texts == other.texts }

    /// Hashes the texts.
    public func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}

extension String {
    /// Whether a pattern begins with `!` and so excludes.
    var isExclusion: Bool { utf8.first == UInt8(ascii: "!") }

    /// The pattern behind the exclamation mark.
    ///
    /// A scalar is dropped, not a character: a combining mark after the `!` would be part of the same character.
    var excluded: String { String(String.UnicodeScalarView(unicodeScalars.dropFirst())) }
}
