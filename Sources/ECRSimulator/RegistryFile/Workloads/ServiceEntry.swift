/// An ECS service of a registry file, or `count` similar services.
public struct ServiceEntry: Sendable, Hashable {
    /// A deployment or a task set of a service.
    public struct Deployment: Sendable, Hashable {
        /// `PRIMARY`, `ACTIVE`, `INACTIVE` or `DRAINING`.
        public var status: String
        /// The task definition to run.
        public var taskDefinition: String
        /// The time of creation; by default a day ago.
        public var created: SimulatedTime?

        /// Creates an entry.
        public init(_ taskDefinition: String, status: String = "PRIMARY", created: SimulatedTime? = nil) {
            self.status = status
            self.taskDefinition = taskDefinition
            self.created = created
        }
    }

    /// A revision of a service, with the digests that ECS resolved.
    public struct Revision: Sendable, Hashable {
        /// The task definition to run.
        public var taskDefinition: String
        /// Whether the service runs the revision now.
        public var isCurrent: Bool
        /// The containers; by default the definition's.
        public var containers: [ContainerEntry]?

        /// Creates an entry.
        public init(_ taskDefinition: String, isCurrent: Bool = true, containers: [ContainerEntry]? = nil) {
            self.taskDefinition = taskDefinition
            self.isCurrent = isCurrent
            self.containers = containers
        }
    }

    /// The service's name, in which `{n}` stands for the number.
    public var name: String
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    public var status: String
    /// The task definition to run; `nil` if task sets name it.
    public var taskDefinition: String?
    /// The desired number of tasks.
    ///
    /// The running number follows from the cluster's tasks.
    public var desiredCount: Int
    /// The deployments; by default one of the task definition.
    public var deployments: [Deployment]?
    /// The task sets, if CodeDeploy or another controller deploys the service.
    public var taskSets: [Deployment]
    /// The revisions, the oldest first; by default one of the task definition.
    public var revisions: [Revision]?
    /// The number of services.
    public var count: Int

    /// Creates an entry.
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

    /// Decodes the JSON form; an unknown key is an error.
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

    /// Decodes the JSON form; an unknown key is an error.
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

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .taskDefinition),
            isCurrent: try container.decodeIfPresent(Bool.self, forKey: .current) ?? true,
            containers: try container.decodeIfPresent([ContainerEntry].self, forKey: .containers))
    }
}
