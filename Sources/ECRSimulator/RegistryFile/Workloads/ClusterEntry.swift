/// An ECS cluster of a registry file.
public struct ClusterEntry: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its services.
    public var services: [ServiceEntry]
    /// Its tasks.
    public var tasks: [TaskEntry]

    /// Creates the description of a cluster.
    public init(_ name: String = "default", services: [ServiceEntry] = [], tasks: [TaskEntry] = []) {
        self.name = name
        self.services = services
        self.tasks = tasks
    }
}

/// A task, or as many alike as `count` says.
public struct TaskEntry: Sendable, Hashable {
    /// What it runs: `family:revision`, or a family for its latest active revision.
    public var taskDefinition: String
    /// Where it is in its life.
    public var lastStatus: String
    /// Where ECS wants it to be; by default `STOPPED` from `DEACTIVATING` on, and `RUNNING` before.
    public var desiredStatus: String?
    /// The service that it belongs to.
    public var service: String?
    /// What started it, where that is no service.
    public var startedBy: String?
    /// When it was created; by default a day ago.
    public var created: SimulatedTime?
    /// When it started; by default a day ago, once it runs.
    public var started: SimulatedTime?
    /// When it stopped.
    public var stopped: SimulatedTime?
    /// Its containers; by default those of the definition, with digests once they are pulled.
    public var containers: [ContainerEntry]?
    /// How many tasks there are of it.
    public var count: Int

    /// Creates the description of a task.
    public init(
        _ taskDefinition: String, lastStatus: String = "RUNNING", desiredStatus: String? = nil, service: String? = nil,
        startedBy: String? = nil, created: SimulatedTime? = nil, started: SimulatedTime? = nil,
        stopped: SimulatedTime? = nil, containers: [ContainerEntry]? = nil, count: Int = 1
    ) {
        self.taskDefinition = taskDefinition
        self.lastStatus = lastStatus
        self.desiredStatus = desiredStatus
        self.service = service
        self.startedBy = startedBy
        self.created = created
        self.started = started
        self.stopped = stopped
        self.containers = containers
        self.count = count
    }

    /// The stages of a task's life, in order.
    static let stages = [
        "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
    ]
}

extension ClusterEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, services, tasks }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decodeIfPresent(String.self, forKey: .name) ?? "default",
            services: try container.decodeIfPresent([ServiceEntry].self, forKey: .services) ?? [],
            tasks: try container.decodeIfPresent([TaskEntry].self, forKey: .tasks) ?? [])
    }
}

extension TaskEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case taskDefinition, lastStatus, desiredStatus, service, startedBy, createdDaysAgo, createdAt, startedDaysAgo
        case startedAt, stoppedDaysAgo, stoppedAt, containers, count
    }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .taskDefinition),
            lastStatus: try container.word(.lastStatus, of: Self.stages) ?? "RUNNING",
            desiredStatus: try container.word(.desiredStatus, of: ["RUNNING", "STOPPED"]),
            service: try container.decodeIfPresent(String.self, forKey: .service),
            startedBy: try container.decodeIfPresent(String.self, forKey: .startedBy),
            created: try container.time(daysAgo: .createdDaysAgo, at: .createdAt),
            started: try container.time(daysAgo: .startedDaysAgo, at: .startedAt),
            stopped: try container.time(daysAgo: .stoppedDaysAgo, at: .stoppedAt),
            containers: try container.decodeIfPresent([ContainerEntry].self, forKey: .containers),
            count: try container.count(.count))
    }
}
