import ImageModel

extension ClusterBuilder {
    /// Adds a service with its deployments and revisions.
    mutating func add(_ entry: ServiceEntry, _ number: Int, _ path: String) throws {
        let name = entry.name.numbered(number, of: entry.count)
        let arn = location.arn("ecs", "service/\(cluster.name)/\(name)")
        guard cluster.services[arn] == nil else {
            throw RegistryFileError(path: "\(path).name", message: "there are two services \(name)")
        }
        let definition = try entry.taskDefinition.map { try self.definition($0.numbered(number), path).arn }
        let revisions = try addRevisions(of: entry, number, name, path)
        let current = revisions.filter(\.isCurrent).map { ServiceMessage.CurrentRevision(arn: $0.arn) }
        cluster.services[arn] = ServiceMessage(
            serviceArn: arn, serviceName: name, clusterArn: cluster.arn, status: entry.status,
            desiredCount: entry.desiredCount, taskDefinition: definition,
            deployments: try deployments(of: entry, number, path),
            taskSets: try taskSets(of: entry, number, name, path),
            currentServiceRevisions: revisions.isEmpty ? nil : current,
            currentServiceDeployment: revisions.isEmpty ? nil : deploymentARN(name, revisions.count - 1),
            deploymentController: .init(type: entry.taskSets.isEmpty ? "ECS" : "EXTERNAL"), createdAt: created)
    }

    private func deployments(
        of entry: ServiceEntry, _ number: Int, _ path: String
    ) throws -> [ServiceMessage.Deployment] {
        let deployments = entry.deployments ?? entry.taskDefinition.map { [ServiceEntry.Deployment($0)] } ?? []
        return try deployments.enumerated().map { index, deployment in
            let name = deployment.taskDefinition.numbered(number)
            return ServiceMessage.Deployment(
                id: "ecs-svc/\(1_000 + index)", status: deployment.status,
                taskDefinition: try definition(name, "\(path).deployments[\(index)]").arn,
                createdAt: deployment.created?.date(start: builder.start) ?? created,
                rolloutState: deployments.count > 1 ? "IN_PROGRESS" : "COMPLETED")
        }
    }

    private func taskSets(
        of entry: ServiceEntry, _ number: Int, _ service: String, _ path: String
    ) throws -> [ServiceMessage.TaskSet] {
        try entry.taskSets.enumerated().map { index, taskSet in
            let id = "ecs-svc/\(2_000 + index)"
            return ServiceMessage.TaskSet(
                id: id, taskSetArn: location.arn("ecs", "task-set/\(cluster.name)/\(service)/\(id)"),
                serviceArn: location.arn("ecs", "service/\(cluster.name)/\(service)"), clusterArn: cluster.arn,
                status: taskSet.status,
                taskDefinition: try definition(taskSet.taskDefinition.numbered(number), "\(path).taskSets[\(index)]")
                    .arn, createdAt: taskSet.created?.date(start: builder.start) ?? created)
        }
    }

    /// Adds a service's revisions, each with its deployment.
    private mutating func addRevisions(
        of entry: ServiceEntry, _ number: Int, _ service: String, _ path: String
    ) throws -> [(arn: String, isCurrent: Bool)] {
        let byDefault = entry.taskSets.isEmpty ? entry.taskDefinition.map { [ServiceEntry.Revision($0)] } : nil
        var added: [(arn: String, isCurrent: Bool)] = []
        for (index, revision) in (entry.revisions ?? byDefault ?? []).enumerated() {
            let path = entry.revisions == nil ? path : "\(path).revisions[\(index)]"
            let definition = try definition(revision.taskDefinition.numbered(number), path)
            let arn = location.arn("ecs", "service-revision/\(cluster.name)/\(service)/\(3_000 + index)")
            let serviceARN = location.arn("ecs", "service/\(cluster.name)/\(service)")
            let containers = revision.containers?.map { $0.numbered(number) } ?? definition.containers
            cluster.revisions[arn] = ServiceRevisionMessage(
                serviceRevisionArn: arn, serviceArn: serviceARN, clusterArn: cluster.arn,
                taskDefinition: definition.arn,
                containerImages: try containers.enumerated().map { index, container in
                    let reference = try container.reference(builder.references, "\(path).containers[\(index)]")
                    return .init(containerName: container.name, image: reference.uri, imageDigest: reference.digest)
                }, createdAt: created)
            let isLast = index == (entry.revisions?.count ?? 1) - 1
            let isRunning = isLast && (entry.deployments?.count ?? 1) > 1
            let deployment = deploymentARN(service, index)
            cluster.deployments[deployment] = ServiceDeploymentMessage(
                serviceDeploymentArn: deployment, serviceArn: serviceARN, clusterArn: cluster.arn,
                status: isRunning ? "IN_PROGRESS" : "SUCCESSFUL", createdAt: created,
                sourceServiceRevisions: added.suffix(1).map { .init(arn: $0.arn) },
                targetServiceRevision: .init(arn: arn))
            added.append((arn, revision.isCurrent))
        }
        return added
    }

    private func deploymentARN(_ service: String, _ index: Int) -> String {
        location.arn("ecs", "service-deployment/\(cluster.name)/\(service)/deployment-\(index)")
    }
}
