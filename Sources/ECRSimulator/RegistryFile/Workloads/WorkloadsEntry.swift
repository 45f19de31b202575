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
    /// EventBridge's rules.
    public var rules: [RuleEntry]
    /// EventBridge Scheduler's schedules.
    public var schedules: [ScheduleEntry]
    /// EventBridge's pipes.
    public var pipes: [PipeEntry]
    /// Step Functions' state machines.
    public var stateMachines: [StateMachineEntry]
    /// ECS's daemons, in the shape of `DescribeDaemon`.
    public var daemons: [Document] = []
    /// The deployments of ECS's daemons, in the shape of `DescribeDaemonDeployments`.
    public var daemonDeployments: [Document] = []
    /// The revisions of ECS's daemons, in the shape of `DescribeDaemonRevisions`.
    public var daemonRevisions: [Document] = []
    /// The task definitions of ECS's daemons, in the shape of `DescribeDaemonTaskDefinition`.
    public var daemonTaskDefinitions: [Document] = []
    /// Batch's job queues, in the shape of `DescribeJobQueues`.
    public var jobQueues: [Document] = []
    /// Batch's jobs, in the shape of `DescribeJobs`.
    public var jobs: [Document] = []
    /// The documents of other services, by collection; `docs/SIMULATOR-FILE.md` lists both.
    public var documents: [Service: [String: [Document]]]

    /// Creates an entry.
    public init(
        taskDefinitions: [TaskDefinitionEntry] = [], clusters: [ClusterEntry] = [], functions: [FunctionEntry] = [],
        inspector: InspectorEntry = InspectorEntry(), jobDefinitions: [JobDefinitionEntry] = [],
        kubernetesClusters: [KubernetesClusterEntry] = [],
        rules: [RuleEntry] = [], schedules: [ScheduleEntry] = [], pipes: [PipeEntry] = [],
        stateMachines: [StateMachineEntry] = [], documents: [Service: [String: [Document]]] = [:]
    ) {
        self.taskDefinitions = taskDefinitions
        self.clusters = clusters
        self.functions = functions
        self.inspector = inspector
        self.jobDefinitions = jobDefinitions
        self.kubernetesClusters = kubernetesClusters
        self.rules = rules
        self.schedules = schedules
        self.pipes = pipes
        self.stateMachines = stateMachines
        self.documents = documents
    }
}

extension WorkloadsEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case ecs, lambda, inspector, batch, eks, events, scheduler, pipes, states
    }
    private enum ECSKeys: String, CodingKey, CaseIterable {
        case taskDefinitions, clusters, daemons, daemonDeployments, daemonRevisions, daemonTaskDefinitions
    }
    private enum LambdaKeys: String, CodingKey, CaseIterable { case functions }
    private enum EKSKeys: String, CodingKey, CaseIterable { case clusters }
    private enum BatchKeys: String, CodingKey, CaseIterable { case jobDefinitions, jobQueues, jobs }
    private enum EventsKeys: String, CodingKey, CaseIterable { case rules }
    private enum SchedulerKeys: String, CodingKey, CaseIterable { case schedules }
    private enum PipesKeys: String, CodingKey, CaseIterable { case pipes }
    private enum StatesKeys: String, CodingKey, CaseIterable { case stateMachines }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(
            keyedBy: CodingKeys.self, and: DocumentAPI.all.keys.map(\.rawValue).sorted())
        self.init(inspector: try container.decodeIfPresent(InspectorEntry.self, forKey: .inspector) ?? InspectorEntry())
        if container.contains(.ecs) {
            let ecs = try container.superDecoder(forKey: .ecs).strictContainer(keyedBy: ECSKeys.self)
            taskDefinitions = try ecs.decodeIfPresent([TaskDefinitionEntry].self, forKey: .taskDefinitions) ?? []
            clusters = try ecs.decodeIfPresent([ClusterEntry].self, forKey: .clusters) ?? []
            daemons = try ecs.decodeIfPresent([Document].self, forKey: .daemons) ?? []
            daemonDeployments = try ecs.decodeIfPresent([Document].self, forKey: .daemonDeployments) ?? []
            daemonRevisions = try ecs.decodeIfPresent([Document].self, forKey: .daemonRevisions) ?? []
            daemonTaskDefinitions = try ecs.decodeIfPresent([Document].self, forKey: .daemonTaskDefinitions) ?? []
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
            jobQueues = try batch.decodeIfPresent([Document].self, forKey: .jobQueues) ?? []
            jobs = try batch.decodeIfPresent([Document].self, forKey: .jobs) ?? []
        }
        try decodeSchedules(from: container)
        documents = try DocumentAPI.entries(from: decoder)
    }

    private mutating func decodeSchedules(from container: KeyedDecodingContainer<CodingKeys>) throws {
        if container.contains(.events) {
            let events = try container.superDecoder(forKey: .events).strictContainer(keyedBy: EventsKeys.self)
            rules = try events.decodeIfPresent([RuleEntry].self, forKey: .rules) ?? []
        }
        if container.contains(.scheduler) {
            let scheduler = try container.superDecoder(forKey: .scheduler).strictContainer(keyedBy: SchedulerKeys.self)
            schedules = try scheduler.decodeIfPresent([ScheduleEntry].self, forKey: .schedules) ?? []
        }
        if container.contains(.pipes) {
            let container = try container.superDecoder(forKey: .pipes).strictContainer(keyedBy: PipesKeys.self)
            pipes = try container.decodeIfPresent([PipeEntry].self, forKey: .pipes) ?? []
        }
        if container.contains(.states) {
            let states = try container.superDecoder(forKey: .states).strictContainer(keyedBy: StatesKeys.self)
            stateMachines = try states.decodeIfPresent([StateMachineEntry].self, forKey: .stateMachines) ?? []
        }
    }
}
