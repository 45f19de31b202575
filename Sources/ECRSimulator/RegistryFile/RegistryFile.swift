public import Essentials

/// What a simulated registry begins with.
///
/// `docs/SIMULATOR.md` describes its JSON form.
public struct RegistryFile: Sendable, Hashable {
    /// The account.
    public var registryID: String
    /// The region of the private registry; ECR Public is in `us-east-1`.
    public var region: String
    /// The repositories of the private registry.
    public var repositories: [RepositoryEntry]
    /// The repositories of the public registry.
    public var publicRepositories: [RepositoryEntry]
    /// More private repositories, many of a kind.
    public var generate: RepositorySeries?
    /// What runs in the same account and region.
    public var workloads: WorkloadsEntry
    /// Further accounts and regions.
    public var registries: [RegistryEntry]
    /// The roles that may be assumed.
    public var roles: [RoleEntry]
    /// How the private registry replicates.
    public var replication: ReplicationEntry
    /// The principals whose pulls leave the pull times as they are.
    public var pullTimeUpdateExclusions: [String]
    /// Who calls with the simulator's own credentials: a role or a user.
    public var callerARN: String
    /// How far the registry's clock is ahead of the machine's, in seconds.
    public var clockOffsetSeconds: Double
    /// What goes wrong from the start.
    public var faults: FaultPlan

    /// Creates the description of a registry.
    public init(
        registryID: String = "123456789012", region: String = "eu-west-1", repositories: [RepositoryEntry] = [],
        publicRepositories: [RepositoryEntry] = [], generate: RepositorySeries? = nil,
        workloads: WorkloadsEntry = WorkloadsEntry(), registries: [RegistryEntry] = [], roles: [RoleEntry] = [],
        replication: ReplicationEntry = ReplicationEntry(),
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
        self.pullTimeUpdateExclusions = pullTimeUpdateExclusions
        self.callerARN = callerARN ?? "arn:aws:iam::\(registryID):role/ecr-cleanup"
        self.clockOffsetSeconds = clockOffsetSeconds
        self.faults = faults
    }

    /// The account and the region that the file is about, besides ``registries``.
    public var home: Location { Location(account: registryID, region: region) }

    /// Reads the JSON form.
    ///
    /// - Throws: ``RegistryFileError``, which names the place.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(RegistryFile.self, from: json)
        } catch let error as DecodingError {
            throw RegistryFileError(error)
        }
    }
}
