import AWSClient
import Essentials
import ImageModel

/// A service, as ECS describes it.
struct ECSService: Decodable, Sendable {
    /// A deployment, or a task set if another controller deploys.
    struct Deployment: Decodable, Sendable {
        // ECS's model has it as optional, but nothing can be deployed without it.
        let taskDefinition: String
        let rolloutState: String?
        /// The creation time, in seconds since 1970.
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

    /// Whether the service has or wants tasks.
    ///
    /// A missing count may be any number.
    var isRunning: Bool { [desiredCount, runningCount, pendingCount].contains { ($0 ?? 1) > 0 } }

    /// Whether the service has been deleted.
    var isDeleted: Bool { status == "INACTIVE" }

    /// The task definitions of the service's tasks.
    var taskDefinitions: [String] {
        let deployed = ((deployments ?? []) + (taskSets ?? [])).map(\.taskDefinition)
        return ([taskDefinition].compactMap(\.self) + deployed).unique()
    }

    /// The revisions that have tasks.
    var revisions: [String] { (currentServiceRevisions ?? []).compactMap(\.arn) }

    /// The deployment to describe, if a description is needed.
    ///
    /// It is needed if the deployment may be rolled back, or if no revision is listed. A service without tasks lists no
    /// revision, and will run its deployment's images once it is scaled up.
    var deploymentToDescribe: String? {
        let deployments = deployments ?? []
        let isOver = deployments.count <= 1 && deployments.allSatisfy { $0.rolloutState == "COMPLETED" }
        return isOver && !revisions.isEmpty ? nil : currentServiceDeployment
    }

    /// The last time at which tasks may have resolved a definition's tags.
    ///
    /// - Returns: the creation time of the newest deployment with the definition.
    func start(of definition: String?, now: Date) -> ImageUse.Start {
        let created = ((deployments ?? []) + (taskSets ?? [])).filter { $0.taskDefinition == definition }
            .map(\.createdAt)
        let starts = created.map { ImageUse.Start(reportedAt: $0, now: now) }
        guard !starts.contains(.unknown) else { return .unknown }
        return ImageUse.Start(reportedAt: created.compactMap(\.self).max(), now: now)
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
