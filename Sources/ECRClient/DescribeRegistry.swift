import AWSClient
public import ImageModel

extension ECRClient {
    /// Reads the registry's replication rules (`DescribeRegistry`).
    ///
    /// ECR Public lacks replication.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    public func describeRegistry() async throws -> RegistryReplication {
        try requirePrivateRegistry(for: DescribeRegistry.operation)
        let answer = try await client.call(DescribeRegistry())
        try check([AnswerOrigin(registryID: answer.registryId)], of: nil, DescribeRegistry.operation)
        return RegistryReplication(
            rules: answer.replicationConfiguration.rules.map(RegistryReplication.Rule.init))
    }
}

/// The replication of a registry's images and of their deletions.
///
/// - SeeAlso: [ReplicationConfiguration](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationConfiguration.html)
public struct RegistryReplication: Sendable, Hashable {
    /// A registry that receives replicas.
    public struct Destination: Sendable, Hashable, Comparable {
        /// The account, as 12 digits.
        public var registryID: String
        /// The code of the region.
        public var region: String

        /// Creates a destination.
        public init(registryID: String, region: String) {
            (self.registryID, self.region) = (registryID, region)
        }

        /// Whether the first destination sorts before the second.
        public static func < (one: Destination, other: Destination) -> Bool {
            (one.region, one.registryID) < (other.region, other.registryID)
        }
    }

    /// A rule: the repositories to replicate, and their destinations.
    public struct Rule: Sendable, Hashable {
        /// The registries that receive the images.
        public var destinations: [Destination]
        /// The prefixes of the repositories' names; `nil` for all repositories.
        public var prefixes: [String]?
        /// Whether deletions by digest are replicated too.
        public var replicatesDeletions: Bool

        /// Creates a rule.
        public init(destinations: [Destination], prefixes: [String]?, replicatesDeletions: Bool) {
            self.destinations = destinations
            self.prefixes = prefixes
            self.replicatesDeletions = replicatesDeletions
        }

        fileprivate func applies(to repository: RepositoryName) -> Bool {
            prefixes?.contains { repository.description.utf8.starts(with: $0.utf8) } ?? true
        }
    }

    /// The rules.
    public var rules: [Rule]

    /// Creates a configuration.
    public init(rules: [Rule]) { self.rules = rules }

    /// The registries to which a repository's deletions are replicated, sorted.
    public func destinationsOfDeletions(in repository: RepositoryName) -> [Destination] {
        Set(rules.lazy.filter { $0.replicatesDeletions && $0.applies(to: repository) }.flatMap(\.destinations)).sorted()
    }
}

private struct DescribeRegistry: AWSJSONRequest, Encodable {
    static let operation = "DescribeRegistry"

    struct Response: Decodable {
        let registryId: String?
        let replicationConfiguration: Configuration
    }

    struct Configuration: Decodable { let rules: [Rule] }

    struct Rule: Decodable {
        struct Destination: Decodable {
            let region: String
            let registryId: String
        }

        struct Filter: Decodable {
            let filter: String
            let filterType: String
        }

        struct Deletion: Decodable { let enabled: Bool }

        let destinations: [Destination]
        let repositoryFilters: [Filter]?
        let deleteReplication: Deletion?
    }
}

extension RegistryReplication.Rule {
    fileprivate init(_ rule: DescribeRegistry.Rule) {
        let filters = rule.repositoryFilters ?? []
        // A filter of an unknown type may match any repository.
        let isKnown = filters.allSatisfy { $0.filterType == "PREFIX_MATCH" }
        self.init(
            destinations: rule.destinations.map { .init(registryID: $0.registryId, region: $0.region) },
            prefixes: filters.isEmpty || !isKnown ? nil : filters.map(\.filter),
            replicatesDeletions: rule.deleteReplication?.enabled ?? false)
    }
}
