extension WorkloadBuilder {
    /// The ARN of a task definition that a target names, which need not exist.
    func taskDefinitionARN(_ text: String, _ number: Int) -> String {
        let name = text.numbered(number)
        return name.hasPrefix("arn:") ? name : location.arn("ecs", "task-definition/\(name)")
    }

    /// The ARN of a target: a cluster for a task definition, else a function.
    func target(_ taskDefinition: String?) -> String {
        taskDefinition == nil ? location.arn("lambda", "function:other") : location.arn("ecs", "cluster/main")
    }

    /// Builds the resources of entries, each with an ARN of its own.
    ///
    /// - Throws: ``RegistryFileError`` if two resources have the same ARN.
    func resources<Entry, Resource>(
        _ entries: [Entry], _ count: KeyPath<Entry, Int>, _ arn: KeyPath<Resource, String>, _ path: String,
        _ build: (Entry, Int) throws -> Resource
    ) throws -> [Resource] {
        var arns: Set<String> = []
        var resources: [Resource] = []
        for (index, entry) in entries.enumerated() {
            for number in 0..<entry[keyPath: count] {
                let resource = try build(entry, number)
                guard arns.insert(resource[keyPath: arn]).inserted else {
                    throw RegistryFileError(
                        path: "\(path)[\(index)].name", message: "there are two of \(resource[keyPath: arn])")
                }
                resources.append(resource)
            }
        }
        return resources
    }
}
