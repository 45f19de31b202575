import AWSClient
import Essentials

extension ECSClient {
    /// Reads the tasks of clusters.
    func tasks(in clusters: [String]) async throws -> [ECSTask] {
        let batches = try await batches(in: clusters, of: Self.maximumTasks, listTasks)
        return try await batches.concurrentMap(width: Self.width) { cluster, tasks in
            try await unlessDeleted { try await describeTasks(tasks, in: cluster) }
        }.flatMap { $0 }
    }

    /// Reads the services of clusters, without services deleted meanwhile.
    func services(in clusters: [String]) async throws -> [ECSService] {
        let batches = try await batches(in: clusters, of: Self.maximumServices, listServices)
        return try await batches.concurrentMap(width: Self.width) { cluster, services in
            try await unlessDeleted { try await describeServices(services, in: cluster) }
        }.flatMap { $0 }.filter { !$0.isDeleted }
    }

    /// Reads the revisions that services run or may run later.
    ///
    /// A service may be rolled back to an old revision.
    func revisions(of services: [ECSService]) async throws -> [ECSServiceRevision] {
        let deployments = try await services.compactMap(\.deploymentToDescribe).unique()
            .batches(of: Self.maximumServiceDeployments)
            .concurrentMap(width: Self.width, describeServiceDeployments)
            .flatMap { $0 }
        return try await (services.flatMap(\.revisions) + deployments.flatMap(\.revisions)).unique()
            .batches(of: Self.maximumServiceRevisions)
            .concurrentMap(width: Self.width, describeServiceRevisions)
            .flatMap { $0 }
    }

    /// Reads the task definitions that are in use or may be started.
    ///
    /// They are the definitions in use, the newest of each running family, and the latest of each other family.
    func definitions(for workloads: ECSWorkloads, newest count: Int) async throws -> [ECSTaskDefinition] {
        let families = Set(try await listActiveFamilies())
        let newest = try await families.intersection(workloads.families).sorted()
            .concurrentMap(width: Self.width) { try await listTaskDefinitions(of: $0, newest: count) }
            .flatMap { $0 }
        let told = workloads.toldDefinitions
        let described = try await (workloads.definitionsInUse + newest).unique()
            .concurrentMap(width: Self.width) { arn in
                do {
                    return try await describeTaskDefinition(arn) as ECSTaskDefinition?
                } catch let error as AWSError where error.code == Self.undescribed && told.contains(arn) {
                    // The definition is inactive, and its last task has ended meanwhile.
                    return nil
                }
            }
        let latest = try await describeLatestTaskDefinitions(of: families.subtracting(workloads.families))
        return described.compactMap(\.self) + latest
    }

    /// Lists the ARNs in each cluster, in batches for one call each.
    private func batches(
        in clusters: [String], of size: Int, _ list: @escaping @Sendable (String) async throws -> [String]
    ) async throws -> [(cluster: String, arns: [String])] {
        try await clusters.concurrentMap(width: Self.width) { cluster in
            try await unlessDeleted { try await list(cluster) }.batches(of: size).map { (cluster, $0) }
        }.flatMap { $0 }
    }
}
