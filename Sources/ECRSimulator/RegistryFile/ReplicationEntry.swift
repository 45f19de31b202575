import ImageModel

/// A registry's replication, as ECR's `ReplicationConfiguration` has it.
public struct ReplicationEntry: Sendable, Hashable {
    /// One rule: what it is about, and where that goes.
    public struct Rule: Sendable, Hashable {
        /// The accounts and regions that it replicates to.
        public var destinations: [Location]
        /// What the names of its repositories begin with; `nil` for all repositories.
        public var prefixes: [String]?
        /// Whether deletions are replicated; `nil` where the rule does not say, which means that they are not.
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

    /// Where a deletion in a repository goes on to, each place once.
    func destinationsOfDeletions(in repository: RepositoryName) -> Set<Location> {
        Set(rules.lazy.filter { $0.replicatesDeletions == true && $0.matches(repository) }.flatMap(\.destinations))
    }

    /// Checks that the file has each destination, and that none is the registry itself.
    ///
    /// - Throws: ``RegistryFileError``.
    func check(_ home: Location, described: Set<Location>, path: String) throws {
        for (index, rule) in rules.enumerated() {
            for (position, place) in rule.destinations.enumerated() where place == home || !described.contains(place) {
                throw RegistryFileError(
                    path: "\(path).rules[\(index)].destinations[\(position)]",
                    message: place == home
                        ? "is the registry itself"
                        : "account \(place.account) in \(place.region) is not described in the file")
            }
        }
    }
}
