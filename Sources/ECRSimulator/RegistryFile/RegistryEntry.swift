import AWSClient
import ImageModel

/// A further account or region, with its registry and workloads.
public struct RegistryEntry: Sendable, Hashable {
    /// The account and region.
    public var location: Location
    /// The repositories of its private registry.
    public var repositories: [RepositoryEntry]
    /// A series of similar repositories.
    public var generate: RepositorySeries?
    /// The workloads at this location.
    public var workloads: WorkloadsEntry
    /// The replication of the private registry.
    public var replication: ReplicationEntry
    /// The images that the private registry scans.
    public var scanning: ScanningEntry

    /// Creates an entry.
    public init(
        _ location: Location, repositories: [RepositoryEntry] = [], generate: RepositorySeries? = nil,
        workloads: WorkloadsEntry = WorkloadsEntry(), replication: ReplicationEntry = ReplicationEntry(),
        scanning: ScanningEntry = ScanningEntry()
    ) {
        self.location = location
        self.repositories = repositories
        self.generate = generate
        self.workloads = workloads
        self.replication = replication
        self.scanning = scanning
    }
}

extension RegistryEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case registryId, region, repositories, generate, workloads, replicationConfiguration
        case scanningConfiguration
    }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.location(account: .registryId, region: .region),
            repositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .repositories) ?? [],
            generate: try container.decodeIfPresent(RepositorySeries.self, forKey: .generate),
            workloads: try container.decodeIfPresent(WorkloadsEntry.self, forKey: .workloads) ?? WorkloadsEntry(),
            replication: try container.decodeIfPresent(ReplicationEntry.self, forKey: .replicationConfiguration)
                ?? ReplicationEntry(),
            scanning: try container.decodeIfPresent(ScanningEntry.self, forKey: .scanningConfiguration)
                ?? ScanningEntry())
    }
}

extension KeyedDecodingContainer {
    /// Decodes an account and a region, with a registry file's defaults.
    func location(account accountKey: Key, region regionKey: Key) throws -> Location {
        let account = try decodeIfPresent(String.self, forKey: accountKey) ?? "123456789012"
        guard RoleEntry.isAccount(account) else { throw error(accountKey, "\(account) is not an account's 12 digits") }
        let region = try decodeIfPresent(String.self, forKey: regionKey) ?? "eu-west-1"
        guard Region(region) != nil else { throw error(regionKey, "\(region) is not a region's code") }
        return Location(account: account, region: region)
    }
}
