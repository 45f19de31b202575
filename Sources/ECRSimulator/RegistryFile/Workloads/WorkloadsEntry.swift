/// The workloads of one account and region in a registry file.
public struct WorkloadsEntry: Sendable, Hashable {
    /// ECS's task definitions.
    public var taskDefinitions: [TaskDefinitionEntry]
    /// ECS's clusters.
    public var clusters: [ClusterEntry]
    /// Lambda's functions.
    public var functions: [FunctionEntry]
    /// Inspector's status and covered images.
    public var inspector: InspectorEntry
    /// Batch's job definitions.
    public var jobDefinitions: [JobDefinitionEntry]
    /// EKS's clusters.
    public var kubernetesClusters: [KubernetesClusterEntry]

    /// Creates an entry.
    public init(
        taskDefinitions: [TaskDefinitionEntry] = [], clusters: [ClusterEntry] = [], functions: [FunctionEntry] = [],
        inspector: InspectorEntry = InspectorEntry(), jobDefinitions: [JobDefinitionEntry] = [],
        kubernetesClusters: [KubernetesClusterEntry] = []
    ) {
        self.taskDefinitions = taskDefinitions
        self.clusters = clusters
        self.functions = functions
        self.inspector = inspector
        self.jobDefinitions = jobDefinitions
        self.kubernetesClusters = kubernetesClusters
    }
}

extension WorkloadsEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case ecs, lambda, inspector, batch, eks }
    private enum ECSKeys: String, CodingKey, CaseIterable { case taskDefinitions, clusters }
    private enum LambdaKeys: String, CodingKey, CaseIterable { case functions }
    private enum EKSKeys: String, CodingKey, CaseIterable { case clusters }
    private enum BatchKeys: String, CodingKey, CaseIterable { case jobDefinitions }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(inspector: try container.decodeIfPresent(InspectorEntry.self, forKey: .inspector) ?? InspectorEntry())
        if container.contains(.ecs) {
            let ecs = try container.superDecoder(forKey: .ecs).strictContainer(keyedBy: ECSKeys.self)
            taskDefinitions = try ecs.decodeIfPresent([TaskDefinitionEntry].self, forKey: .taskDefinitions) ?? []
            clusters = try ecs.decodeIfPresent([ClusterEntry].self, forKey: .clusters) ?? []
        }
        if container.contains(.lambda) {
            let lambda = try container.superDecoder(forKey: .lambda).strictContainer(keyedBy: LambdaKeys.self)
            functions = try lambda.decodeIfPresent([FunctionEntry].self, forKey: .functions) ?? []
        }
        if container.contains(.eks) {
            let eks = try container.superDecoder(forKey: .eks).strictContainer(keyedBy: EKSKeys.self)
            kubernetesClusters = try eks.decodeIfPresent([KubernetesClusterEntry].self, forKey: .clusters) ?? []
        }
        if container.contains(.batch) {
            let batch = try container.superDecoder(forKey: .batch).strictContainer(keyedBy: BatchKeys.self)
            jobDefinitions = try batch.decodeIfPresent([JobDefinitionEntry].self, forKey: .jobDefinitions) ?? []
        }
    }
}
