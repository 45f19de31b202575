/// An ECS service, or as many alike as `count` says, of a registry file.
public struct ServiceEntry: Sendable, Hashable {
    /// A deployment, or a task set, of a service.
    public struct Deployment: Sendable, Hashable {
        /// `PRIMARY`, `ACTIVE`, `INACTIVE` or `DRAINING`.
        public var status: String
        /// What it runs.
        public var taskDefinition: String
        /// When it was created; by default a day ago.
        public var created: SimulatedTime?

        /// Creates the description of a deployment.
        public init(_ taskDefinition: String, status: String = "PRIMARY", created: SimulatedTime? = nil) {
            self.status = status
            self.taskDefinition = taskDefinition
            self.created = created
        }
    }

    /// A revision of a service: what it is to run, with the digests that ECS found for it.
    public struct Revision: Sendable, Hashable {
        /// What it runs.
        public var taskDefinition: String
        /// Whether the service runs it now.
        public var isCurrent: Bool
        /// Its containers; by default those of the definition.
        public var containers: [ContainerEntry]?

        /// Creates the description of a revision.
        public init(_ taskDefinition: String, isCurrent: Bool = true, containers: [ContainerEntry]? = nil) {
            self.taskDefinition = taskDefinition
            self.isCurrent = isCurrent
            self.containers = containers
        }
    }

    /// Its name; `{n}` in it stands for the number of one of many.
    public var name: String
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    public var status: String
    /// What it runs; none where task sets say it.
    public var taskDefinition: String?
    /// How many tasks it is to have.
    ///
    /// How many it has, its tasks tell.
    public var desiredCount: Int
    /// Its deployments; by default one of its definition.
    public var deployments: [Deployment]?
    /// Its task sets, where CodeDeploy or another controller deploys it.
    public var taskSets: [Deployment]
    /// Its revisions, the oldest first; by default one of its definition.
    public var revisions: [Revision]?
    /// How many services there are of it.
    public var count: Int

    /// Creates the description of a service.
    public init(
        _ name: String, status: String = "ACTIVE", taskDefinition: String? = nil, desiredCount: Int = 1,
        deployments: [Deployment]? = nil, taskSets: [Deployment] = [], revisions: [Revision]? = nil, count: Int = 1
    ) {
        self.name = name
        self.status = status
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.deployments = deployments
        self.taskSets = taskSets
        self.revisions = revisions
        self.count = count
    }
}

extension ServiceEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, status, taskDefinition, desiredCount, deployments, taskSets, revisions, count
    }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            status: try container.word(.status, of: ["ACTIVE", "DRAINING", "INACTIVE"]) ?? "ACTIVE",
            taskDefinition: try container.decodeIfPresent(String.self, forKey: .taskDefinition),
            desiredCount: try container.number(.desiredCount, in: 0...Int(Int32.max)) ?? 1,
            deployments: try container.decodeIfPresent([Deployment].self, forKey: .deployments),
            taskSets: try container.decodeIfPresent([Deployment].self, forKey: .taskSets) ?? [],
            revisions: try container.decodeIfPresent([Revision].self, forKey: .revisions),
            count: try container.count(.count))
        if taskDefinition == nil, taskSets.isEmpty {
            throw container.error(.taskDefinition, "is required, or else taskSets")
        }
    }
}

extension ServiceEntry.Deployment: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case status, taskDefinition, createdDaysAgo, createdAt }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .taskDefinition),
            status: try container.word(.status, of: ["PRIMARY", "ACTIVE", "INACTIVE", "DRAINING"]) ?? "PRIMARY",
            created: try container.time(daysAgo: .createdDaysAgo, at: .createdAt))
    }
}

extension ServiceEntry.Revision: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case taskDefinition, current, containers }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .taskDefinition),
            isCurrent: try container.decodeIfPresent(Bool.self, forKey: .current) ?? true,
            containers: try container.decodeIfPresent([ContainerEntry].self, forKey: .containers))
    }
}
