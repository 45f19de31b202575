import AWSClient
import Essentials

/// A service, as ECS describes it.
struct ECSService: Decodable, Sendable {
    /// A deployment or, where another controller than ECS deploys, a task set.
    struct Deployment: Decodable, Sendable {
        let taskDefinition: String?
        let rolloutState: String?
        /// When it was created, in seconds since 1970.
        let createdAt: Double?
    }

    struct Revision: Decodable, Sendable {
        let arn: String?
    }

    let serviceArn: String
    let status: String?
    let desiredCount: Int?
    let runningCount: Int?
    let pendingCount: Int?
    let taskDefinition: String?
    let deployments: [Deployment]?
    let taskSets: [Deployment]?
    let currentServiceRevisions: [Revision]?
    let currentServiceDeployment: String?

    /// Whether it has tasks or is to have some; a count that is not there may be any.
    var isRunning: Bool { [desiredCount, runningCount, pendingCount].contains { ($0 ?? 1) > 0 } }

    /// Whether it has been deleted.
    var isDeleted: Bool { status == "INACTIVE" }

    /// What its tasks run from.
    var taskDefinitions: [String] {
        let deployed = ((deployments ?? []) + (taskSets ?? [])).map(\.taskDefinition)
        return ([taskDefinition] + deployed).compactMap(\.self).unique()
    }

    /// The revisions that have tasks.
    var revisions: [String] { (currentServiceRevisions ?? []).compactMap(\.arn) }

    /// The deployment that has to be described: it may still be rolled back, or the service lists no revision.
    ///
    /// A service without a task lists none, and will run its deployment's images once it is scaled up.
    var deploymentToDescribe: String? {
        let deployments = deployments ?? []
        let isOver = deployments.count <= 1 && deployments.allSatisfy { $0.rolloutState == "COMPLETED" }
        return isOver && !revisions.isEmpty ? nil : currentServiceDeployment
    }

    /// When its tasks may have asked for the tags in a task definition.
    ///
    /// - Returns: the creation of the newest deployment that has the definition.
    func start(of definition: String?) -> ImageUse.Start {
        let created = ((deployments ?? []) + (taskSets ?? [])).filter { $0.taskDefinition == definition }
            .map(\.createdAt)
        guard let newest = created.compactMap(\.self).max(), !created.contains(nil) else { return .unknown }
        return .at(Date(timeIntervalSince1970: newest))
    }
}

extension ECSClient {
    /// The most services that one call describes.
    static let maximumServices = 10

    /// Describes up to 10 services of a cluster (`DescribeServices`).
    func describeServices(_ services: [String], in cluster: String) async throws -> [ECSService] {
        let answer = try await client.call(DescribeServices(cluster: cluster, services: services))
        try answer.failures.check(
            DescribeServices.operation, asked: services.count, described: answer.services.count)
        return answer.services
    }
}

private struct DescribeServices: AWSJSONRequest, Encodable {
    static let operation = "DescribeServices"

    let cluster: String
    let services: [String]

    struct Response: Decodable {
        let services: [ECSService]
        let failures: [ECSFailure]?
    }
}
