import ImageModel

/// A registry's replication, as in ECR's `ReplicationConfiguration`.
public struct ReplicationEntry: Sendable, Hashable {
    /// A rule: the repositories to replicate, and their destinations.
    public struct Rule: Sendable, Hashable {
        /// The accounts and regions to which the rule replicates.
        public var destinations: [Location]
        /// The prefixes of the repositories' names; `nil` for all repositories.
        public var prefixes: [String]?
        /// Whether deletions are replicated; `nil`, an absent setting, means no.
        public var replicatesDeletions: Bool?

        /// Creates a rule.
        public init(to destinations: [Location], prefixes: [String]? = nil, replicatesDeletions: Bool? = nil) {
            self.destinations = destinations
            self.prefixes = prefixes
            self.replicatesDeletions = replicatesDeletions
        }

        func matches(_ repository: RepositoryName) -> Bool {
            prefixes?.contains { repository.description.hasPrefix($0) } ?? true
        }
    }

    /// The rules.
    public var rules: [Rule]

    /// Creates a configuration.
    public init(_ rules: [Rule] = []) { self.rules = rules }

    /// The locations to which a repository's deletions are replicated.
    func destinationsOfDeletions(in repository: RepositoryName) -> Set<Location> {
        Set(rules.lazy.filter { $0.replicatesDeletions == true && $0.matches(repository) }.flatMap(\.destinations))
    }

    /// Checks that the file describes each destination.
    ///
    /// The registry itself must not be a destination.
    ///
    /// - Throws: ``RegistryFileError``.
    func check(_ home: Location, described: Set<Location>, path: String) throws {
        for (index, rule) in rules.enumerated() {
            for (position, location) in rule.destinations.enumerated()
            where location == home || !described.contains(location) {
                throw RegistryFileError(
                    path: "\(path).rules[\(index)].destinations[\(position)]",
                    message: location == home
                        ? "is the registry itself"
                        : "account \(location.account) in \(location.region) is not described in the file")
            }
        }
    }
}
