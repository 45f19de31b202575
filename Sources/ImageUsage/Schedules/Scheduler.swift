import AWSClient
import Formats

/// A client of the operations of EventBridge Scheduler that show what schedules start.
///
/// - SeeAlso: [EventBridge Scheduler API reference](https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html)
struct Scheduler: ScheduleReader {
    let client: AWSClient

    /// Reads the schedules of all groups, disabled ones too.
    ///
    /// A listing shows each schedule's target, so only those that call ECS take a call of their own.
    func pins() async throws -> [Pins] {
        let schedules = try await unlessUnknown {
            try await PageSequence(operation: "scheduler:\(ListSchedules.operation)") { token in
                let answer = try await client.call(ListSchedules(nextToken: token))
                return (answer.schedules, answer.nextToken)
            }.all(identifiedBy: \.arn)
        }
        return try await schedules.filter(\.mayStartTasks).concurrentMap(width: Self.width) { schedule in
            var pins = Pins("EventBridge schedule", schedule.arn, state: schedule.state)
            let target = try await unlessGone("ResourceNotFoundException") {
                try await client.call(GetSchedule(name: schedule.name, group: schedule.group)).target
            }
            guard let target else { return pins }
            let operation = "scheduler:\(GetSchedule.operation)"
            try pins.add(taskOf: target.arn, target.ecsParameters, from: operation)
            for name in try target.taskDefinitionsOfOperation(by: pins.user) { try pins.add(name, from: operation) }
            return pins
        }
    }
}

/// A schedule, as the listing shows it.
private struct ScheduleSummary: Decodable {
    struct Target: Decodable {
        let arn: String?

        private enum CodingKeys: String, CodingKey { case arn = "Arn" }
    }

    let arn: String
    let name: String
    @NotEmpty var group: String
    /// `ENABLED` or `DISABLED`.
    let state: String?
    let target: Target?

    private enum CodingKeys: String, CodingKey {
        case arn = "Arn", name = "Name", group = "GroupName", state = "State", target = "Target"
    }

    /// Whether the target is a cluster of ECS, or an operation of it.
    var mayStartTasks: Bool { ECSTarget.isOfECS(target?.arn) }
}

/// The request `GET /schedules` for the schedules of all groups.
private struct ListSchedules: AWSRESTRequest {
    static let operation = "ListSchedules"

    let nextToken: String?

    let path = ["schedules"]

    var query: [(name: String, value: String)] {
        [("MaxResults", "\(Scheduler.maximumPageSize)")] + (nextToken.map { [("NextToken", $0)] } ?? [])
    }

    struct Response: Decodable {
        let schedules: [ScheduleSummary]
        let nextToken: String?

        private enum CodingKeys: String, CodingKey { case schedules = "Schedules", nextToken = "NextToken" }
    }
}

/// The request `GET /schedules/NAME` for a schedule's target.
private struct GetSchedule: AWSRESTRequest {
    static let operation = "GetSchedule"

    let name: String
    let group: String

    var path: [String] { ["schedules", name] }

    var query: [(name: String, value: String)] { [("groupName", group)] }

    struct Response: Decodable {
        struct Target: Decodable {
            let arn: String
            let input: String?
            let ecsParameters: ECSParameters?

            private enum CodingKeys: String, CodingKey {
                case arn = "Arn", input = "Input", ecsParameters = "EcsParameters"
            }
        }

        let target: Target

        private enum CodingKeys: String, CodingKey { case target = "Target" }
    }
}

extension GetSchedule.Response.Target {
    /// The task definitions in the input of an operation of ECS, which is the target; none for other targets.
    ///
    /// - Parameter user: the schedule, for errors.
    fileprivate func taskDefinitionsOfOperation(by user: String) throws -> [String] {
        guard ECSTarget.isOperation(arn) else { return [] }
        let names: [String]
        do {
            names = try input.map { try JSONValue(parsing: $0.utf8).taskDefinitions } ?? []
        } catch {
            throw malformed("the input of the \(user) is not JSON: \(error)")
        }
        guard !names.isEmpty || !ECSTarget.isTaskStart(arn) else {
            throw malformed("the \(user) starts a task, but its input does not say which")
        }
        return names
    }

    private func malformed(_ message: String) -> AWSError {
        AWSError(code: .malformedResponse, operation: "scheduler:\(GetSchedule.operation)", message: message)
    }
}

extension JSONValue {
    /// The texts of all members that are named `TaskDefinition` or `taskDefinition`.
    var taskDefinitions: [String] {
        switch self {
        case .object(let members):
            members.flatMap { name, value -> [String] in
                if case .string(let text) = value { return name.lowercased() == "taskdefinition" ? [text] : [] }
                return value.taskDefinitions
            }
        case .array(let elements): elements.flatMap(\.taskDefinitions)
        default: []
        }
    }
}
