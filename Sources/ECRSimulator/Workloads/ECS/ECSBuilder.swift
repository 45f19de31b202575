import Essentials
import ImageModel

extension WorkloadBuilder {
    /// Builds clusters and definitions.
    ///
    /// - Throws: ``RegistryFileError``.
    func build(_ entry: WorkloadsEntry, into ecs: inout ECS, path: String) throws {
        // The containers from the file, by definitions' ARNs: workloads take their digests from these.
        var containers: [String: [ContainerEntry]] = [:]
        for (index, definition) in entry.taskDefinitions.enumerated() {
            for number in 0..<definition.count {
                let path = "\(path).taskDefinitions[\(index)]"
                let family = definition.family.numbered(number, of: definition.count)
                let arn = location.arn("ecs", "task-definition/\(family):\(definition.revision)")
                guard containers[arn] == nil else {
                    throw RegistryFileError(
                        path: "\(path).revision", message: "there are two revisions \(family):\(definition.revision)")
                }
                let own = definition.containers.map { $0.numbered(number) }
                containers[arn] = own
                ecs.taskDefinitions[arn] = TaskDefinitionMessage(
                    taskDefinitionArn: arn, family: family, revision: definition.revision, status: definition.status,
                    containerDefinitions: try own.enumerated().map { index, container in
                        .init(
                            name: container.name,
                            image: try container.reference(references, "\(path).containers[\(index)]").uri)
                    },
                    registeredAt: start.addingTimeInterval(-86_400))
            }
        }
        for (index, entry) in entry.clusters.enumerated() {
            let path = "\(path).clusters[\(index)]"
            guard ecs.clusters[entry.name] == nil else {
                throw RegistryFileError(path: "\(path).name", message: "there are two clusters \(entry.name)")
            }
            var builder = ClusterBuilder(
                builder: self, ecs: ecs, containers: containers,
                cluster: Cluster(name: entry.name, arn: location.arn("ecs", "cluster/\(entry.name)")))
            try builder.add(entry, path)
            ecs.clusters[entry.name] = builder.cluster
        }
    }
}

/// Makes a cluster from its entry.
struct ClusterBuilder {
    let builder: WorkloadBuilder
    let ecs: ECS
    let containers: [String: [ContainerEntry]]
    var cluster: Cluster

    var location: Location { builder.location }
    var created: Date { builder.start.addingTimeInterval(-86_400) }

    /// Adds all services and tasks of the entry.
    mutating func add(_ entry: ClusterEntry, _ path: String) throws {
        for (index, service) in entry.services.enumerated() {
            for number in 0..<service.count { try add(service, number, "\(path).services[\(index)]") }
        }
        var taskNumber = 0
        for (index, task) in entry.tasks.enumerated() {
            for number in 0..<task.count {
                try add(task, number, id: taskNumber, "\(path).tasks[\(index)]")
                taskNumber += 1
            }
        }
    }

    /// The ARN and the containers of a definition.
    func definition(_ text: String, _ path: String) throws -> (arn: String, containers: [ContainerEntry]) {
        guard let definition = ecs.taskDefinition(text), let containers = containers[definition.taskDefinitionArn]
        else {
            throw RegistryFileError(
                path: "\(path).taskDefinition", message: "there is no task definition \(text), or no active one")
        }
        return (definition.taskDefinitionArn, containers)
    }

    private mutating func add(_ entry: TaskEntry, _ number: Int, id: Int, _ path: String) throws {
        let definition = try definition(entry.taskDefinition.numbered(number), path)
        let hash = ImageDigest.of("task \(cluster.arn) \(id)").description.dropFirst("sha256:".count)
        let arn = location.arn("ecs", "task/\(cluster.name)/\(hash.prefix(32))")
        let stage = TaskEntry.stages.firstIndex(of: entry.lastStatus) ?? 0
        let isStopping = stage >= 4
        let containers = try (entry.containers?.map { $0.numbered(number) } ?? definition.containers).enumerated()
            .map { index, container in
                var container = container
                // A digest is known only after the pull.
                if entry.containers == nil, stage < 2 { container.digest = .unknown }
                let reference = try container.reference(builder.references, "\(path).containers[\(index)]")
                return TaskMessage.Container(
                    containerArn: location.arn("ecs", "container/\(cluster.name)/\(hash.prefix(32))/\(index)"),
                    taskArn: arn, name: container.name, image: reference.uri, imageDigest: reference.digest,
                    lastStatus: stage < 3 ? "PENDING" : isStopping ? "STOPPED" : "RUNNING")
            }
        let family = TaskDefinitionName(arn: definition.arn)?.family ?? ""
        cluster.tasks[arn] = TaskMessage(
            taskArn: arn, clusterArn: cluster.arn, taskDefinitionArn: definition.arn, containers: containers,
            lastStatus: entry.lastStatus, desiredStatus: entry.desiredStatus ?? (isStopping ? "STOPPED" : "RUNNING"),
            group: entry.service.map { "service:\($0.numbered(number))" } ?? "family:\(family)",
            startedBy: entry.startedBy ?? (entry.service == nil ? nil : "ecs-svc/\(hash.suffix(19))"),
            createdAt: entry.created?.date(start: builder.start) ?? created,
            startedAt: stage >= 3 ? entry.started?.date(start: builder.start) ?? created : nil,
            stoppedAt: entry.lastStatus == "STOPPED"
                ? (entry.stopped ?? .daysAgo(0.01)).date(start: builder.start) : nil)
    }
}
