import Essentials
import ImageModel

/// ECS's `ServiceRevision`: a task definition, with the digests resolved for its tags.
struct ServiceRevisionMessage: Encodable, Sendable {
    struct ContainerImage: Encodable, Sendable {
        var containerName: String
        var image: String
        var imageDigest: ImageDigest?
    }

    var serviceRevisionArn: String
    var serviceArn: String
    var clusterArn: String
    var taskDefinition: String
    var containerImages: [ContainerImage]
    var createdAt: Date
}

/// ECS's `ServiceDeployment`, from one revision to the next.
struct ServiceDeploymentMessage: Encodable, Sendable {
    struct Revision: Encodable, Sendable { var arn: String }

    var serviceDeploymentArn: String
    var serviceArn: String
    var clusterArn: String
    var status: String
    var createdAt: Date
    var sourceServiceRevisions: [Revision]
    var targetServiceRevision: Revision
}

struct DescribeServiceRevisionsRequest: Decodable { var serviceRevisionArns: [String] }

struct DescribeServiceRevisionsResponse: Encodable {
    var serviceRevisions: [ServiceRevisionMessage] = []
    var failures: [ECSFailure] = []
}

struct DescribeServiceDeploymentsRequest: Decodable { var serviceDeploymentArns: [String] }

struct DescribeServiceDeploymentsResponse: Encodable {
    var serviceDeployments: [ServiceDeploymentMessage] = []
    var failures: [ECSFailure] = []
}

struct ListServiceDeploymentsRequest: Decodable {
    var service: String
    var cluster: String?
    var status: [String]?
    var maxResults: Int?
    var nextToken: String?
}

struct ListServiceDeploymentsResponse: Encodable {
    struct Brief: Encodable {
        var serviceDeploymentArn: String
        var serviceArn: String
        var clusterArn: String
        var createdAt: Date
        var targetServiceRevisionArn: String
        var status: String
    }

    var serviceDeployments: [Brief]
    var nextToken: String?
}

extension ECS {
    /// Describes up to twenty revisions of any cluster.
    func describeServiceRevisions(_ request: DescribeServiceRevisionsRequest) throws -> Data {
        try Self.checkCount(request.serviceRevisionArns.count, of: "ServiceRevisionArns", atMost: 20)
        var answer = DescribeServiceRevisionsResponse()
        for arn in request.serviceRevisionArns {
            if let revision = clusters.values.lazy.compactMap({ $0.revisions[arn] }).first {
                answer.serviceRevisions.append(revision)
            } else {
                answer.failures.append(ECSFailure(arn: arn))
            }
        }
        return try Message.encode(answer)
    }

    /// Describes up to twenty deployments of any cluster.
    func describeServiceDeployments(_ request: DescribeServiceDeploymentsRequest) throws -> Data {
        try Self.checkCount(request.serviceDeploymentArns.count, of: "ServiceDeploymentArns", atMost: 20)
        var answer = DescribeServiceDeploymentsResponse()
        for arn in request.serviceDeploymentArns {
            if let deployment = clusters.values.lazy.compactMap({ $0.deployments[arn] }).first {
                answer.serviceDeployments.append(deployment)
            } else {
                answer.failures.append(ECSFailure(arn: arn))
            }
        }
        return try Message.encode(answer)
    }

    /// Lists a service's deployments; by default twenty on a page.
    func listServiceDeployments(_ request: ListServiceDeploymentsRequest) throws -> Data {
        let cluster = try cluster(request.cluster)
        let service = request.service
        let arn = service.hasPrefix("arn:") ? service : location.arn("ecs", "service/\(cluster.name)/\(service)")
        guard cluster.services[arn] != nil else {
            throw ServiceError(code: "ServiceNotFoundException", message: "Service not found.")
        }
        let deployments = cluster.deployments.values.filter { deployment in
            deployment.serviceArn == arn && (request.status?.contains(deployment.status) ?? true)
        }
        let listing = "ListServiceDeployments \(arn) \((request.status ?? []).joined(separator: ","))"
        let page = try paging(listing, request.maxResults, request.nextToken, default: 20)
            .page(of: deployments) { $0.serviceDeploymentArn }
        return try Message.encode(
            ListServiceDeploymentsResponse(
                serviceDeployments: page.items.map { each in
                    .init(
                        serviceDeploymentArn: each.serviceDeploymentArn, serviceArn: each.serviceArn,
                        clusterArn: each.clusterArn, createdAt: each.createdAt,
                        targetServiceRevisionArn: each.targetServiceRevision.arn, status: each.status)
                }, nextToken: page.nextToken))
    }
}
