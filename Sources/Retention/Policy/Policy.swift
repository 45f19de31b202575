public import ImageModel

/// The rules, vetoes, limits and targets of a cleanup.
public struct Policy: Sendable, Hashable {
    /// The rules and vetoes of some of the repositories.
    ///
    /// Documents call a section a policy: an element of `policies`, or ECR's form as a whole. The name differs here,
    /// since most of the program has to tell a section from the whole policy.
    public struct Section: Sendable, Hashable {
        /// The section's name in the summary.
        public var name: String
        /// The repositories that the section applies to.
        public var repositories: NamePatterns
        /// The resource tag that a repository must have; `nil` means none.
        ///
        /// A repository without it is left to later sections. ECR has no such key.
        public var repositoryTag: ResourceTag?
        /// The rules, in any order.
        public var rules: [Rule]
        /// The vetoes, which keep images whatever the rules say.
        public var protection: Protection
        /// The age, in days, over which referrers without a subject expire.
        ///
        /// It counts from the push; `nil` means never. ECR has no such key.
        public var orphanedReferrersOlderThanDays: Int?
        /// Whether the rules leave referrers without a subject alone.
        ///
        /// The built-in policy does so, since signatures may be in another repository than their images.
        public var leavesOrphanedReferrers: Bool

        /// Creates a section.
        public init(
            name: String, repositories: NamePatterns, repositoryTag: ResourceTag? = nil, rules: [Rule],
            protection: Protection = .none, orphanedReferrersOlderThanDays: Int? = nil,
            leavesOrphanedReferrers: Bool = false
        ) {
            self.name = name
            self.repositories = repositories
            self.repositoryTag = repositoryTag
            self.rules = rules
            self.protection = protection
            self.orphanedReferrersOlderThanDays = orphanedReferrersOlderThanDays
            self.leavesOrphanedReferrers = leavesOrphanedReferrers
        }
    }

    /// The sections, in order of precedence.
    ///
    /// The first section that matches a repository applies to it. A repository that no section matches is left alone.
    public var sections: [Section]
    /// The vetoes of every section.
    public var protection: Protection
    /// The limits of one run.
    public var limits: Limits
    /// The registries that are cleaned.
    public var targets: [Target]

    /// Creates a policy.
    public init(
        sections: [Section], protection: Protection = .none, limits: Limits = .none, targets: [Target] = [.own]
    ) {
        self.sections = sections
        self.protection = protection
        self.limits = limits
        self.targets = targets
    }

    /// The indexes of the sections that may apply to a repository, by its name.
    ///
    /// The first whose resource tag the repository has applies. So a section that asks for none is the last.
    public func sectionIndexes(for repository: RepositoryName) -> [Int] {
        var indexes: [Int] = []
        for index in sections.indices where sections[index].repositories.match(repository) {
            indexes.append(index)
            if sections[index].repositoryTag == nil { break }
        }
        return indexes
    }

    /// Whether the repository's resource tags decide which section applies.
    public func asksForTags(of repository: RepositoryName) -> Bool {
        sectionIndexes(for: repository).contains { sections[$0].repositoryTag != nil }
    }

    /// The index of the section that applies to a repository with some resource tags.
    public func sectionIndex(for repository: RepositoryName, tags: [ResourceTag]) -> Int? {
        sectionIndexes(for: repository).first { sections[$0].repositoryTag.map(tags.contains) ?? true }
    }

    /// The policy that applies if nobody has written one.
    ///
    /// Untagged images that are older than 15 days expire, unless ECS, Lambda or a schedule uses them.
    public static let builtIn = Policy(
        sections: [
            Section(
                name: "built-in", repositories: .all,
                rules: [
                    Rule(
                        priority: 1, description: "untagged images older than 15 days", tagStatus: .untagged,
                        count: .sinceImagePushed(days: 15), action: .expire)
                ],
                leavesOrphanedReferrers: true)
        ],
        protection: Protection(inUse: Protection.defaultSources))
}

extension Policy {
    /// The vetoes of a section, including those of the whole policy.
    package func protection(in section: Section) -> Protection { protection.adding(section.protection) }

    /// Whether decisions in a section depend on pull times.
    package func looksAtPulls(in section: Section) -> Bool {
        section.rules.contains(where: \.looksAtPulls) || protection(in: section).looksAtPulls
    }
}
