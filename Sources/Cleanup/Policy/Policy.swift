public import ImageModel

/// What is to happen in a registry: rules, and the repositories that they are for.
public struct Policy: Sendable, Hashable {
    /// The rules of some of the repositories.
    public struct Section: Sendable, Hashable {
        /// What the summary calls it.
        public var name: String
        /// The repositories that it is for.
        public var repositories: NamePatterns
        /// The rules, in any order.
        public var rules: [Rule]

        /// Creates a section.
        public init(name: String, repositories: NamePatterns, rules: [Rule]) {
            self.name = name
            self.repositories = repositories
            self.rules = rules
        }
    }

    /// The sections.
    ///
    /// The first that is for a repository applies to it; one that none is for is left alone.
    public var sections: [Section]

    /// Creates a policy.
    public init(sections: [Section]) {
        self.sections = sections
    }

    /// The section that applies to a repository.
    public func section(for repository: RepositoryName) -> Section? {
        sections.first { $0.repositories.match(repository) }
    }

    /// What applies where nobody has written a policy: untagged images that are older than 15 days expire.
    public static let builtIn = Policy(sections: [
        Section(
            name: "built-in", repositories: .all,
            rules: [
                Rule(
                    priority: 1, description: "untagged images older than 15 days", tagStatus: .untagged,
                    count: .sinceImagePushed(days: 15), action: .expire)
            ])
    ])
}
