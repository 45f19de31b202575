import Essentials
import ImageModel

/// ECS's `Task`.
struct TaskMessage: Encodable, Sendable {
    struct Container: Encodable, Sendable {
        var containerArn: String
        var taskArn: String
        var name: String
        var image: String
        var imageDigest: ImageDigest?
        var lastStatus: String
    }

    var taskArn: String
    var clusterArn: String
    var taskDefinitionArn: String
    var containers: [Container]
    var lastStatus: String
    var desiredStatus: String
    var group: String
    var startedBy: String?
    var launchType = "FARGATE"
    var createdAt: Date
    var startedAt: Date?
    var stoppedAt: Date?

    /// The family of the task's definition.
    var family: String { TaskDefinitionName(arn: taskDefinitionArn)?.family ?? "" }
}

struct ListTasksRequest: Decodable {
    var cluster: String?
    var family: String?
    var serviceName: String?
    var startedBy: String?
    var launchType: String?
    var desiredStatus: String?
    var maxResults: Int?
    var nextToken: String?
}

struct ListTasksResponse: Encodable {
    var taskArns: [String]
    var nextToken: String?
}

struct DescribeTasksRequest: Decodable {
    var cluster: String?
    var tasks: [String]
}

struct DescribeTasksResponse: Encodable {
    var tasks: [TaskMessage] = []
    var failures: [ECSFailure] = []
}

extension ECS {
    /// Lists a cluster's tasks by their desired status.
    ///
    /// The desired status is never `PENDING`, so this filter matches no task. By default, stopped tasks are not listed.
    func listTasks(_ request: ListTasksRequest) throws -> Data {
        let cluster = try cluster(request.cluster)
        try Constraint.oneOf(["RUNNING", "PENDING", "STOPPED"], request.desiredStatus, name: "desiredStatus")
        let status = request.desiredStatus ?? "RUNNING"
        let filters = [request.family, request.serviceName, request.startedBy, request.launchType]
        let listing = "ListTasks \(cluster.name) \(status) \(filters.map { $0 ?? "" })"
        let tasks = cluster.tasks.values.filter { task in
            task.desiredStatus == status && (request.family ?? task.family) == task.family
                && (request.serviceName.map { "service:\($0)" } ?? task.group) == task.group
                && (request.startedBy == nil || request.startedBy == task.startedBy)
                && (request.launchType ?? task.launchType) == task.launchType
        }
        let page = try paging(listing, request.maxResults, request.nextToken).page(of: tasks) { $0.taskArn }
        return try Message.encode(ListTasksResponse(taskArns: page.items.map(\.taskArn), nextToken: page.nextToken))
    }

    /// Describes up to 100 of a cluster's tasks, by ARN or id.
    func describeTasks(_ request: DescribeTasksRequest) throws -> Data {
        let cluster = try cluster(request.cluster)
        try Self.checkCount(request.tasks.count, of: "Tasks", atMost: 100)
        var answer = DescribeTasksResponse()
        for text in request.tasks {
            let arn = text.hasPrefix("arn:") ? text : location.arn("ecs", "task/\(cluster.name)/\(text)")
            if let task = cluster.tasks[arn] {
                answer.tasks.append(task)
            } else {
                answer.failures.append(ECSFailure(arn: arn))
            }
        }
        return try Message.encode(answer)
    }
}
