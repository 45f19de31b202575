import Essentials

/// The workloads of one account and region, by service.
struct Workloads: Sendable {
    var ecs: ECS
    var lambda: Lambda
    var inspector: Inspector
    var batch: Batch
    var eks: EKS
    var events: EventBridge
    var scheduler: Scheduler
    var pipes: Pipes
    var states: StepFunctions
    /// The services whose resources are documents.
    var documents: [Service: DocumentService] = [:]

    /// Creates an empty set of workloads.
    init(at location: Location) {
        ecs = ECS(location)
        lambda = Lambda(location)
        inspector = Inspector(location)
        batch = Batch(location)
        eks = EKS(location)
        events = EventBridge(location)
        scheduler = Scheduler(location)
        pipes = Pipes(location)
        states = StepFunctions(location)
    }

    /// Creates the workloads that a file describes.
    ///
    /// Tags are resolved now: workloads keep their digests if a tag moves later.
    ///
    /// - Throws: ``RegistryFileError`` if the entry names missing images or definitions.
    init(
        _ entry: WorkloadsEntry, at location: Location, registries: [RegistryAddress: Registry], start: Date,
        path: String
    ) throws {
        self.init(at: location)
        let builder = WorkloadBuilder(
            location: location, references: ImageReferences(registries: registries, home: location), start: start)
        try builder.build(entry, into: &ecs, path: "\(path).ecs")
        ecs.daemons = try Daemons(entry, builder, path: "\(path).ecs")
        lambda.functions = try builder.functions(entry.functions, path: "\(path).lambda.functions")
        inspector = try builder.inspector(entry.inspector, path: "\(path).inspector")
        batch.jobDefinitions = try builder.jobDefinitions(entry.jobDefinitions, path: "\(path).batch.jobDefinitions")
        batch.jobQueues = try builder.documents(entry.jobQueues, id: "jobQueueName", path: "\(path).batch.jobQueues")
        batch.jobs = try builder.documents(entry.jobs, id: "jobId", path: "\(path).batch.jobs")
        eks.clusters = try builder.kubernetesClusters(entry.kubernetesClusters, path: "\(path).eks.clusters")
        events.rules = try builder.rules(entry.rules, path: "\(path).events.rules")
        scheduler.schedules = try builder.schedules(entry.schedules, path: "\(path).scheduler.schedules")
        pipes.pipes = try builder.pipes(entry.pipes, path: "\(path).pipes.pipes")
        states.stateMachines = try builder.stateMachines(entry.stateMachines, path: "\(path).states.stateMachines")
        for (service, collections) in entry.documents {
            documents[service] = try builder.documents(collections, of: service, path: "\(path).\(service.rawValue)")
        }
    }
}

/// A builder of workloads from entries, with an extension for each service.
struct WorkloadBuilder {
    let location: Location
    let references: ImageReferences
    /// The time from which ages count.
    let start: Date
}
