/// A Batch job definition's revision, or `count` similar definitions.
public struct JobDefinitionEntry: Sendable, Hashable {
    /// A job's images, in the member for its kind of job.
    public struct Images: Sendable, Hashable {
        /// The image of a single-container job.
        public var container: String?
        /// The images of a job's ECS task.
        public var ecs: [String]
        /// The images of a job's Kubernetes pod.
        public var eks: [String]
        /// The images of the pod's init containers.
        public var eksInit: [String]

        /// Creates an entry.
        public init(container: String? = nil, ecs: [String] = [], eks: [String] = [], eksInit: [String] = []) {
            self.container = container
            self.ecs = ecs
            self.eks = eks
            self.eksInit = eksInit
        }
    }

    /// The definition's name, in which `{n}` stands for the number.
    public var name: String
    /// The revision.
    public var revision: Int
    /// `ACTIVE` or `INACTIVE`.
    public var status: String
    /// The images, except of a multi-node job.
    public var images: Images
    /// The images of each group of nodes.
    public var nodes: [Images]
    /// The number of definitions.
    public var count: Int

    /// Creates an entry.
    public init(
        _ name: String, revision: Int = 1, status: String = "ACTIVE", images: Images = Images(), nodes: [Images] = [],
        count: Int = 1
    ) {
        self.name = name
        self.revision = revision
        self.status = status
        self.images = images
        self.nodes = nodes
        self.count = count
    }
}

extension JobDefinitionEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, revision, status, images, nodes, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            revision: try container.number(.revision, in: 1...Int(Int32.max)) ?? 1,
            status: try container.word(.status, of: ["ACTIVE", "INACTIVE"]) ?? "ACTIVE",
            images: try container.decodeIfPresent(Images.self, forKey: .images) ?? Images(),
            nodes: try container.decodeIfPresent([Images].self, forKey: .nodes) ?? [],
            count: try container.count(.count))
    }
}

extension JobDefinitionEntry.Images: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case container, ecs, eks, eksInit }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            container: try container.decodeIfPresent(String.self, forKey: .container),
            ecs: try container.decodeIfPresent([String].self, forKey: .ecs) ?? [],
            eks: try container.decodeIfPresent([String].self, forKey: .eks) ?? [],
            eksInit: try container.decodeIfPresent([String].self, forKey: .eksInit) ?? [])
    }
}
