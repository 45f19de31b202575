import AWSClient

/// A further account or region of a registry file: its private registry, and what runs there.
public struct RegistryEntry: Sendable, Hashable {
    /// Where it is.
    public var location: Location
    /// The repositories of its private registry.
    public var repositories: [RepositoryEntry]
    /// More of them, many of a kind.
    public var generate: RepositorySeries?
    /// What runs there.
    public var workloads: WorkloadsEntry
    /// How its private registry replicates.
    public var replication: ReplicationEntry

    /// Creates the description of a further account or region.
    public init(
        _ location: Location, repositories: [RepositoryEntry] = [], generate: RepositorySeries? = nil,
        workloads: WorkloadsEntry = WorkloadsEntry(), replication: ReplicationEntry = ReplicationEntry()
    ) {
        self.location = location
        self.repositories = repositories
        self.generate = generate
        self.workloads = workloads
        self.replication = replication
    }
}

extension RegistryEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case registryId, region, repositories, generate, workloads, replicationConfiguration
    }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.location(account: .registryId, region: .region),
            repositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .repositories) ?? [],
            generate: try container.decodeIfPresent(RepositorySeries.self, forKey: .generate),
            workloads: try container.decodeIfPresent(WorkloadsEntry.self, forKey: .workloads) ?? WorkloadsEntry(),
            replication: try container.decodeIfPresent(ReplicationEntry.self, forKey: .replicationConfiguration)
                ?? ReplicationEntry())
    }
}

extension KeyedDecodingContainer {
    /// Decodes an account and a region, each with the default of a registry file.
    func location(account accountKey: Key, region regionKey: Key) throws -> Location {
        let account = try decodeIfPresent(String.self, forKey: accountKey) ?? "123456789012"
        guard RoleEntry.isAccount(account) else { throw error(accountKey, "\(account) is not an account's 12 digits") }
        let region = try decodeIfPresent(String.self, forKey: regionKey) ?? "eu-west-1"
        guard Region(region) != nil else { throw error(regionKey, "\(region) is not a region's code") }
        return Location(account: account, region: region)
    }
}
