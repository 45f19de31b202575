import AWSClient
public import ImageModel

extension ECRClient {
    /// Tells how the registry replicates (`DescribeRegistry`).
    ///
    /// ECR Public does not replicate.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func describeRegistry() async throws -> RegistryReplication {
        try requirePrivateRegistry(for: DescribeRegistry.operation)
        let answer = try await client.call(DescribeRegistry())
        return RegistryReplication(
            rules: answer.replicationConfiguration?.rules?.map(RegistryReplication.Rule.init) ?? [])
    }
}

/// Where the images of a registry are replicated to, and their deletions.
///
/// - SeeAlso: [ReplicationConfiguration](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationConfiguration.html)
public struct RegistryReplication: Sendable, Hashable {
    /// Another registry, which has the replicas.
    public struct Destination: Sendable, Hashable, Comparable {
        /// The account, as 12 digits.
        public var registryID: String
        /// The code of the region.
        public var region: String

        /// Creates a destination.
        public init(registryID: String, region: String) {
            (self.registryID, self.region) = (registryID, region)
        }

        /// Whether one stands before another in a report.
        public static func < (one: Destination, other: Destination) -> Bool {
            (one.region, one.registryID) < (other.region, other.registryID)
        }
    }

    /// One rule: which repositories it replicates, and where to.
    public struct Rule: Sendable, Hashable {
        /// The registries that get the images.
        public var destinations: [Destination]
        /// What the names of the repositories begin with; `nil` for all repositories.
        public var prefixes: [String]?
        /// Whether a deletion by digest is replicated, too.
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

    /// The registries where a deletion in a repository deletes the image, too; each once, in order.
    public func destinationsOfDeletions(in repository: RepositoryName) -> [Destination] {
        Set(rules.lazy.filter { $0.replicatesDeletions && $0.applies(to: repository) }.flatMap(\.destinations)).sorted()
    }
}

private struct DescribeRegistry: AWSJSONRequest, Encodable {
    static let operation = "DescribeRegistry"

    struct Response: Decodable {
        let replicationConfiguration: Configuration?
    }

    struct Configuration: Decodable { let rules: [Rule]? }

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
        // A filter of a type that is not known may match any repository.
        let isKnown = filters.allSatisfy { $0.filterType == "PREFIX_MATCH" }
        self.init(
            destinations: rule.destinations.map { .init(registryID: $0.registryId, region: $0.region) },
            prefixes: filters.isEmpty || !isKnown ? nil : filters.map(\.filter),
            replicatesDeletions: rule.deleteReplication?.enabled ?? false)
    }
}
