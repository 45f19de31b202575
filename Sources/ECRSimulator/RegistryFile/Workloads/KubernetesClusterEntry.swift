/// An EKS cluster in a registry file.
public struct KubernetesClusterEntry: Sendable, Hashable {
    /// A workload of a cluster, or `count` similar ones.
    public struct Workload: Sendable, Hashable {
        /// `pod`, `deployment`, or another kind in one word.
        public var kind: String
        /// The name, in which `{n}` stands for the number.
        public var name: String
        /// The namespace.
        public var namespace: String
        /// The containers; a pod's node reports their digests.
        public var containers: [ContainerEntry]
        /// A pod's phase, such as `Running`.
        public var phase: String
        /// The time of a pod's start, and of every workload's creation.
        public var started: SimulatedTime
        /// The number of workloads.
        public var count: Int

        /// Creates an entry.
        public init(
            _ kind: String, _ name: String, namespace: String = "default", containers: [ContainerEntry],
            phase: String = "Running", started: SimulatedTime = .daysAgo(1), count: Int = 1
        ) {
            self.kind = kind
            self.name = name
            self.namespace = namespace
            self.containers = containers
            self.phase = phase
            self.started = started
            self.count = count
        }
    }

    /// The cluster's name.
    public var name: String
    /// The cluster's status; a cluster that is being created has no endpoint yet.
    public var status: String
    /// The workloads.
    public var workloads: [Workload]

    /// Creates an entry.
    public init(_ name: String, status: String = "ACTIVE", workloads: [Workload] = []) {
        self.name = name
        self.status = status
        self.workloads = workloads
    }
}

extension KubernetesClusterEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, status, workloads }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let statuses = ["CREATING", "ACTIVE", "DELETING", "FAILED", "UPDATING", "PENDING"]
        self.init(
            try container.decode(String.self, forKey: .name),
            status: try container.word(.status, of: statuses) ?? "ACTIVE",
            workloads: try container.decodeIfPresent([Workload].self, forKey: .workloads) ?? [])
    }
}

extension KubernetesClusterEntry.Workload: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, name, namespace, containers, phase, startedDaysAgo, startedAt, count
    }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        guard let kind = try container.word(.kind, of: KubernetesKind.all.map(\.name)) else {
            throw container.error(.kind, "is required")
        }
        self.init(
            kind, try container.decode(String.self, forKey: .name),
            namespace: try container.decodeIfPresent(String.self, forKey: .namespace) ?? "default",
            containers: try container.decode([ContainerEntry].self, forKey: .containers),
            phase: try container.word(.phase, of: ["Pending", "Running", "Succeeded", "Failed", "Unknown"])
                ?? "Running",
            started: try container.time(daysAgo: .startedDaysAgo, at: .startedAt) ?? .daysAgo(1),
            count: try container.count(.count))
    }
}
