public import Essentials

/// The initial contents of a simulated registry.
///
/// `docs/SIMULATOR-FILE.md` describes its JSON form.
public struct RegistryFile: Sendable, Hashable {
    /// The account.
    public var registryID: String
    /// The region of the private registry; ECR Public is in `us-east-1`.
    public var region: String
    /// The repositories of the private registry.
    public var repositories: [RepositoryEntry]
    /// The repositories of the public registry.
    public var publicRepositories: [RepositoryEntry]
    /// A series of similar private repositories.
    public var generate: RepositorySeries?
    /// The workloads in the same account and region.
    public var workloads: WorkloadsEntry
    /// Further accounts and regions.
    public var registries: [RegistryEntry]
    /// The roles to assume.
    public var roles: [RoleEntry]
    /// The replication of the private registry.
    public var replication: ReplicationEntry
    /// The images that the private registry scans.
    public var scanning: ScanningEntry
    /// The principals whose pulls leave pull times unchanged.
    public var pullTimeUpdateExclusions: [String]
    /// The role or user that calls with the simulator's own credentials.
    public var callerARN: String
    /// The lead of the registry's clock over the machine's, in seconds.
    public var clockOffsetSeconds: Double
    /// The initial faults.
    public var faults: FaultPlan

    /// Creates a file.
    public init(
        registryID: String = "123456789012", region: String = "eu-west-1", repositories: [RepositoryEntry] = [],
        publicRepositories: [RepositoryEntry] = [], generate: RepositorySeries? = nil,
        workloads: WorkloadsEntry = WorkloadsEntry(), registries: [RegistryEntry] = [], roles: [RoleEntry] = [],
        replication: ReplicationEntry = ReplicationEntry(), scanning: ScanningEntry = ScanningEntry(),
        pullTimeUpdateExclusions: [String] = [], callerARN: String? = nil, clockOffsetSeconds: Double = 0,
        faults: FaultPlan = FaultPlan()
    ) {
        self.registryID = registryID
        self.region = region
        self.repositories = repositories
        self.publicRepositories = publicRepositories
        self.generate = generate
        self.workloads = workloads
        self.registries = registries
        self.roles = roles
        self.replication = replication
        self.scanning = scanning
        self.pullTimeUpdateExclusions = pullTimeUpdateExclusions
        self.callerARN = callerARN ?? "arn:aws:iam::\(registryID):role/ecr-cleanup"
        self.clockOffsetSeconds = clockOffsetSeconds
        self.faults = faults
    }

    /// The file's own account and region, besides ``registries``.
    public var home: Location { Location(account: registryID, region: region) }

    /// Reads the JSON form.
    ///
    /// - Throws: ``RegistryFileError``, which names the position.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(RegistryFile.self, from: json)
        } catch let error as DecodingError {
            throw RegistryFileError(error)
        }
    }
}
