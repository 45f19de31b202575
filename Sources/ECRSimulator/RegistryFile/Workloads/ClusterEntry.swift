/// An ECS cluster of a registry file.
public struct ClusterEntry: Sendable, Hashable {
    /// The cluster's name.
    public var name: String
    /// The cluster's services.
    public var services: [ServiceEntry]
    /// The cluster's tasks.
    public var tasks: [TaskEntry]

    /// Creates an entry.
    public init(_ name: String = "default", services: [ServiceEntry] = [], tasks: [TaskEntry] = []) {
        self.name = name
        self.services = services
        self.tasks = tasks
    }
}

/// A task, or `count` similar tasks.
public struct TaskEntry: Sendable, Hashable {
    /// The definition: `family:revision`, or a family for its latest active revision.
    public var taskDefinition: String
    /// The last known stage of the task's life.
    public var lastStatus: String
    /// The status that ECS wants for the task.
    ///
    /// By default it is `STOPPED` from `DEACTIVATING` on, and `RUNNING` before.
    public var desiredStatus: String?
    /// The service of the task.
    public var service: String?
    /// The starter of a task without a service.
    public var startedBy: String?
    /// The time of creation; by default a day ago.
    public var created: SimulatedTime?
    /// The time of the start.
    ///
    /// By default, a running task started a day ago.
    public var started: SimulatedTime?
    /// The time of the stop.
    public var stopped: SimulatedTime?
    /// The containers; by default the definition's, with digests once pulled.
    public var containers: [ContainerEntry]?
    /// The number of tasks.
    public var count: Int

    /// Creates an entry.
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

    /// Decodes the JSON form; an unknown key is an error.
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

    /// Decodes the JSON form; an unknown key is an error.
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
