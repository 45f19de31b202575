import Essentials

/// ECS's `Service`.
struct ServiceMessage: Encodable, Sendable {
    struct Deployment: Encodable, Sendable {
        var id: String
        var status: String
        var taskDefinition: String
        var createdAt: Date
        var rolloutState: String
    }

    struct TaskSet: Encodable, Sendable {
        var id: String
        var taskSetArn: String
        var serviceArn: String
        var clusterArn: String
        var status: String
        var taskDefinition: String
        var createdAt: Date
    }

    struct CurrentRevision: Encodable, Sendable { var arn: String }
    struct Controller: Encodable, Sendable { var type: String }

    var serviceArn: String
    var serviceName: String
    var clusterArn: String
    var status: String
    var desiredCount: Int
    var runningCount = 0
    var pendingCount = 0
    var taskDefinition: String?
    var deployments: [Deployment]
    var taskSets: [TaskSet]
    var currentServiceRevisions: [CurrentRevision]?
    var currentServiceDeployment: String?
    var deploymentController: Controller
    var schedulingStrategy = "REPLICA"
    var launchType = "FARGATE"
    var createdAt: Date
}

struct ListServicesRequest: Decodable {
    var cluster: String?
    var maxResults: Int?
    var nextToken: String?
}

struct ListServicesResponse: Encodable {
    var serviceArns: [String]
    var nextToken: String?
}

struct DescribeServicesRequest: Decodable {
    var cluster: String?
    var services: [String]
}

struct DescribeServicesResponse: Encodable {
    var services: [ServiceMessage] = []
    var failures: [ECSFailure] = []
}

extension ECS {
    /// Lists a cluster's services, except deleted services.
    ///
    /// By default, a page has ten.
    func listServices(_ request: ListServicesRequest) throws -> Data {
        let cluster = try cluster(request.cluster)
        let services = cluster.services.values.filter { $0.status != "INACTIVE" }
        let page = try paging("ListServices \(cluster.name)", request.maxResults, request.nextToken, default: 10)
            .page(of: services) { $0.serviceArn }
        return try Message.encode(
            ListServicesResponse(serviceArns: page.items.map(\.serviceArn), nextToken: page.nextToken))
    }

    /// Describes up to ten services of a cluster, by ARN or name.
    func describeServices(_ request: DescribeServicesRequest) throws -> Data {
        let cluster = try cluster(request.cluster)
        try Self.checkCount(request.services.count, of: "Services", atMost: 10)
        var answer = DescribeServicesResponse()
        let tasks = Dictionary(grouping: cluster.tasks.values, by: \.group)
        for text in request.services {
            let arn = text.hasPrefix("arn:") ? text : location.arn("ecs", "service/\(cluster.name)/\(text)")
            if var service = cluster.services[arn] {
                let stages = (tasks["service:\(service.serviceName)"] ?? []).map(\.lastStatus)
                service.runningCount = stages.count { $0 == "RUNNING" }
                service.pendingCount = stages.count { ["PROVISIONING", "PENDING", "ACTIVATING"].contains($0) }
                answer.services.append(service)
            } else {
                answer.failures.append(ECSFailure(arn: arn))
            }
        }
        return try Message.encode(answer)
    }
}
