import Essentials
import HTTPTypes

/// EventBridge Scheduler in one account and region.
struct Scheduler: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "ThrottlingException", message: "Rate exceeded"),
        serverErrorCode: "InternalServerException", invalidParameterCode: "ValidationException",
        routes: [
            Route(.get, "/schedules", "scheduler:ListSchedules"),
            Route(.get, "/schedules/{Name}", "scheduler:GetSchedule"),
        ])

    let location: Location
    var schedules: [ScheduleMessage] = []

    /// Creates a service without schedules.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ request: ServiceRequest) throws -> Data {
        switch request.operation.name {
        case "ListSchedules": try listSchedules(request)
        case "GetSchedule": try getSchedule(request)
        default: throw ServiceError.unknownOperation(request.operation.name)
        }
    }
}

// The members have capitals, as in the service's model.

/// Scheduler's description of a schedule.
struct ScheduleMessage: Encodable, Sendable {
    struct Target: Encodable, Sendable {
        struct ECSParameters: Encodable, Sendable { var TaskDefinitionArn: String }

        var Arn: String
        var RoleArn: String
        var Input: String?
        var EcsParameters: ECSParameters?
    }

    var Arn: String
    var GroupName: String
    var Name: String
    var State: String
    var ScheduleExpression = "rate(1 day)"
    var Target: Target
}

extension Scheduler {
    private struct Summaries: Encodable {
        struct Summary: Encodable {
            struct Target: Encodable { var Arn: String }

            var Arn: String
            var GroupName: String
            var Name: String
            var State: String
            var Target: Target
        }

        var Schedules: [Summary]
        var NextToken: String?
    }

    private func listSchedules(_ request: ServiceRequest) throws -> Data {
        let group = request.parameters["ScheduleGroup"]
        let limit = try Constraint.maxResults(request.number("MaxResults"), in: 1...100)
        let page = try Paging(
            listing: "ListSchedules \(group ?? "")", limit: limit, token: request.parameters["NextToken"]
        ).page(of: schedules.filter { (group ?? $0.GroupName) == $0.GroupName }) { $0.Arn }
        return try Message.encode(
            Summaries(
                Schedules: page.items.map { schedule in
                    .init(
                        Arn: schedule.Arn, GroupName: schedule.GroupName, Name: schedule.Name, State: schedule.State,
                        Target: .init(Arn: schedule.Target.Arn))
                }, NextToken: page.nextToken))
    }

    private func getSchedule(_ request: ServiceRequest) throws -> Data {
        let (name, group) = (request.parameters["Name"] ?? "", request.parameters["groupName"] ?? "default")
        guard let schedule = schedules.first(where: { $0.Name == name && $0.GroupName == group }) else {
            throw ServiceError(
                status: 404, code: "ResourceNotFoundException", message: "Schedule \(name) does not exist.",
                messageMember: "Message")
        }
        return try Message.encode(schedule)
    }
}

extension WorkloadBuilder {
    /// Builds schedules.
    ///
    /// - Throws: ``RegistryFileError``.
    func schedules(_ entries: [ScheduleEntry], path: String) throws -> [ScheduleMessage] {
        try resources(entries, \.count, \.Arn, path) { entry, number in
            let name = entry.name.numbered(number, of: entry.count)
            let isUniversal = entry.input != nil
            return ScheduleMessage(
                Arn: location.arn("scheduler", "schedule/\(entry.group)/\(name)"), GroupName: entry.group, Name: name,
                State: entry.state,
                Target: .init(
                    Arn: isUniversal
                        ? "arn:\(location.partition):scheduler:::aws-sdk:ecs:runTask" : target(entry.taskDefinition),
                    RoleArn: "arn:\(location.partition):iam::\(location.account):role/scheduler",
                    Input: entry.input?.numbered(number),
                    EcsParameters: entry.taskDefinition.map { .init(TaskDefinitionArn: taskDefinitionARN($0, number)) })
            )
        }
    }
}
