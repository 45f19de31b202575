public import ImageModel

/// What is to happen in a registry: rules and vetoes, and the repositories that they are for.
public struct Policy: Sendable, Hashable {
    /// The rules and vetoes of some of the repositories.
    ///
    /// Documents call this a policy: an element of `policies`, or ECR's form as a whole. It has a name of its own here,
    /// since most of the program has to tell the part from the whole.
    public struct Section: Sendable, Hashable {
        /// What the summary calls it.
        public var name: String
        /// The repositories that it is for.
        public var repositories: NamePatterns
        /// The rules, in any order.
        public var rules: [Rule]
        /// What is kept whatever the rules say.
        public var protection: Protection
        /// The age since the push, in days, over which a referrer without its subject expires; `nil` for never.
        ///
        /// Not a key of ECR's.
        public var orphanedReferrersOlderThanDays: Int?
        /// Whether referrers without their subject are out of reach of the rules.
        ///
        /// The built-in policy leaves them alone, since signatures may be kept in a repository apart from their images.
        public var leavesOrphanedReferrers: Bool

        /// Creates a section.
        public init(
            name: String, repositories: NamePatterns, rules: [Rule], protection: Protection = .none,
            orphanedReferrersOlderThanDays: Int? = nil, leavesOrphanedReferrers: Bool = false
        ) {
            self.name = name
            self.repositories = repositories
            self.rules = rules
            self.protection = protection
            self.orphanedReferrersOlderThanDays = orphanedReferrersOlderThanDays
            self.leavesOrphanedReferrers = leavesOrphanedReferrers
        }
    }

    /// The sections.
    ///
    /// The first that is for a repository applies to it; one that none is for is left alone.
    public var sections: [Section]
    /// What is kept in every section, whatever its rules say.
    public var protection: Protection
    /// How much may go in one run.
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

    /// Where the section stands that applies to a repository.
    public func sectionIndex(for repository: RepositoryName) -> Int? {
        sections.firstIndex { $0.repositories.match(repository) }
    }

    /// What applies where nobody has written a policy: untagged images that are older than 15 days expire, unless ECS
    /// or Lambda uses them.
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
    /// What is kept in a section: what the whole policy keeps, and what the section does.
    package func protection(in section: Section) -> Protection { protection.adding(section.protection) }

    /// Whether decisions in a section depend on when images were pulled.
    package func looksAtPulls(in section: Section) -> Bool {
        section.rules.contains(where: \.looksAtPulls) || protection(in: section).pulledWithinDays != nil
    }
}
