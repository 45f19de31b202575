import Essentials

/// What runs in an account and a region, as each service has it.
struct Workloads: Sendable {
    var ecs: ECS
    var lambda: Lambda
    var inspector: Inspector
    var batch: Batch

    /// None at all.
    init(at location: Location) {
        ecs = ECS(location)
        lambda = Lambda(location)
        inspector = Inspector(location)
        batch = Batch(location)
    }

    /// What a file describes.
    ///
    /// Tags are resolved now: what runs keeps its digests when a tag moves on.
    ///
    /// - Throws: ``RegistryFileError`` where images or definitions are missing that it names.
    init(
        _ entry: WorkloadsEntry, at location: Location, registries: [RegistryAddress: Registry], start: Date,
        path: String
    ) throws {
        self.init(at: location)
        let builder = WorkloadBuilder(
            location: location, references: ImageReferences(registries: registries, home: location), start: start)
        try builder.build(entry, into: &ecs, path: "\(path).ecs")
        lambda.functions = try builder.functions(entry.functions, path: "\(path).lambda.functions")
        inspector = try builder.inspector(entry.inspector, path: "\(path).inspector")
        batch.jobDefinitions = try builder.jobDefinitions(entry.jobDefinitions, path: "\(path).batch.jobDefinitions")
    }
}

/// Makes what runs of its description: an extension for each service.
struct WorkloadBuilder {
    let location: Location
    let references: ImageReferences
    /// The time that ages count from.
    let start: Date
}
