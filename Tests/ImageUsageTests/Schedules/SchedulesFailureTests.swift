import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("Schedules that can't be read to their end")
struct SchedulesFailureTests {
    private static let lists: [ECRSimulator.Operation] = [
        "events:ListEventBuses", "events:ListRules", "scheduler:ListSchedules", "pipes:ListPipes",
        "states:ListStateMachines",
    ]
    private static let operations: [ECRSimulator.Operation] =
        lists + [
            "events:ListTargetsByRule", "scheduler:GetSchedule", "pipes:DescribePipe", "states:DescribeStateMachine",
            "ecs:DescribeTaskDefinition",
        ]

    /// Workloads that make every operation call twice, with long listings only on request.
    private func stage(_ faults: [Fault] = [], listing operations: [ECRSimulator.Operation]) throws -> SchedulesStage {
        func count(_ operation: ECRSimulator.Operation, of page: Int = 100) -> Int {
            operations.contains(operation) ? page + 1 : 2
        }
        let buses = (1..<count("events:ListEventBuses")).map {
            RuleEntry("rule", bus: "bus-\($0)", taskDefinition: "worker:2")
        }
        return try SchedulesStage(
            rules: [RuleEntry("rule-{n}", taskDefinition: "worker:1", count: count("events:ListRules"))] + buses,
            schedules: [
                ScheduleEntry("schedule-{n}", taskDefinition: "worker:2", count: count("scheduler:ListSchedules"))
            ],
            pipes: [PipeEntry("pipe-{n}", taskDefinition: "worker:3", count: count("pipes:ListPipes"))],
            stateMachines: [
                StateMachineEntry(
                    "flow-{n}", taskDefinition: "worker", count: count("states:ListStateMachines", of: 1000))
            ], faults: faults)
    }

    @Test("are an error where one permission is lacking, with the statement to add", arguments: operations)
    func denied(operation: ECRSimulator.Operation) async throws {
        let stage = try stage([Fault(.accessDenied, of: operation)], listing: [])
        let error = try await failure { try await stage.uses() }
        #expect(error.code == "AccessDeniedException")
        #expect(error.operation == "\(operation)")
        #expect(error.advice == "allow \(operation) to the role or user that this runs as")
        #expect(error.message.hasSuffix("The source schedules needs this statement: \(SchedulesUsageSource.statement)"))
        #expect(SchedulesUsageSource.statement.contains("\"\(operation)\""))
    }

    @Test(
        "are an error where a target in ECS names no task definition",
        arguments: [
            ("events:ListTargetsByRule", "TaskDefinitionArn"), ("events:ListTargetsByRule", "EcsParameters"),
            ("scheduler:GetSchedule", "TaskDefinitionArn"), ("scheduler:GetSchedule", "EcsParameters"),
            ("pipes:DescribePipe", "TaskDefinitionArn"), ("pipes:DescribePipe", "EcsTaskParameters"),
            ("pipes:DescribePipe", "TargetParameters"),
        ])
    func unnamed(operation: String, member: String) async throws {
        let service = operation.prefix { $0 != ":" }
        let stage = try SchedulesStage(
            rules: service == "events" ? [RuleEntry("rule", taskDefinition: "worker:1")] : [],
            schedules: service == "scheduler" ? [ScheduleEntry("schedule", taskDefinition: "worker:1")] : [],
            pipes: service == "pipes" ? [PipeEntry("pipe", taskDefinition: "worker:1")] : [])
        let transport = stage.replacing([(member, "Other")])
        let error = try await failure { try await stage.uses(transport) }
        #expect(error.code == .malformedResponse && error.operation == operation)
    }

    @Test("are none where a target that is not of ECS has no task definition")
    func otherTarget() async throws {
        let stage = try SchedulesStage(
            rules: [RuleEntry("rule")], schedules: [ScheduleEntry("schedule")], pipes: [PipeEntry("pipe")])
        #expect(try await stage.uses().isEmpty)
        // The last part of a name is no service.
        for target in ["sqs:eu-west-1:123456789012:ecs", "lambda:eu-west-1:123456789012:function:ecs"] {
            let old = "lambda:eu-west-1:123456789012:function:other"
            #expect(try await stage.uses(stage.replacing([(old, target)])).isEmpty)
        }
    }

    @Test(
        "are an error where a schedule calls an operation that starts tasks, and its input does not say which",
        arguments: ["\"Input\"", "nothing"])
    func withoutInput(member: String) async throws {
        func uses(of operation: String) async throws -> [ImageUse] {
            let stage = try SchedulesStage(schedules: [ScheduleEntry("schedule", input: "{}")])
            return try await stage.uses(stage.replacing([(member, "\"Other\""), ("runTask", operation)]))
        }
        for operation in ["runTask", "startTask"] {
            let error = try await failure { try await uses(of: operation) }
            #expect(error.code == .malformedResponse && error.operation == "scheduler:GetSchedule")
        }
        #expect(try await uses(of: "listClusters").isEmpty)
    }

    @Test("are an error where a state machine has no ARN")
    func withoutARN() async throws {
        let stage = try SchedulesStage(stateMachines: [StateMachineEntry("flow", taskDefinition: "worker")])
        let arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:flow"
        let transport = stage.replacing([("\"stateMachineArn\":\"\(arn)\"", "\"stateMachineArn\":\"\"")])
        let error = try await failure { try await stage.uses(transport) }
        #expect(error.code == .malformedResponse && error.operation == "states:ListStateMachines")
    }

    @Test(
        "are an error where they fail in the middle", arguments: operations,
        [Fault.Kind.throttling, .connectionCut(afterEffect: true), .truncatedBody])
    func cut(operation: ECRSimulator.Operation, kind: Fault.Kind) async throws {
        let stage = try stage([Fault(kind, of: operation, firstCall: 2)], listing: [operation])
        let error = try await failure { try await stage.uses() }
        #expect(error.operation == "\(operation)")
        #expect(error.isPassing)
    }

    @Test("are read to their end where a fault passes")
    func passing() async throws {
        let calm = try stage(listing: Self.operations)
        let rough = try stage(
            Self.operations.map { Fault(.throttling, of: $0, firstCall: 2, calls: 1) }, listing: Self.operations)
        let (one, other) = (try await calm.uses(), try await rough.uses())
        #expect(one == other)
        let users = 101 + 100 + 101 + 101 + 1001
        #expect(Set(one.map(\.user)).count == users)
        #expect(rough.statistics.snapshot.retries == Self.operations.count)
    }

    @Test("are none where a service does not know the operation, or has no endpoint")
    func unknownOperation() async throws {
        let stage = try stage(listing: [])
        let old = stage.changing { request, answer in
            let target = HTTPField.Name("X-Amz-Target").flatMap { request.headerFields[$0] } ?? ""
            let isOld = ["/schedules", "/v1/pipes"].contains { request.path?.hasPrefix($0) ?? false }
            guard isOld || target.contains(".ListEventBuses") || target.contains(".ListStateMachines") else {
                return answer
            }
            return TransportResponse(.notFound, text: #"{"__type": "UnknownOperationException", "message": "What?"}"#)
        }
        #expect(try await stage.uses(old).isEmpty)
        let other = try self.stage(listing: [])
        let services: Set<AWSService> = [.events, .scheduler, .pipes, .states]
        #expect(try await other.uses(without: services).isEmpty)
        #expect(other.calls.isEmpty)
        let users = Set(try await other.uses(without: [.pipes]).map(\.user))
        #expect(users.count == 7)
        #expect(other.calls["ListPipes"] == nil)
    }

    @Test("lack what is gone since it was listed, and nothing else")
    func gone() async throws {
        let stage = try stage(listing: [])
        for operation in ["events:ListTargetsByRule", "scheduler:GetSchedule", "pipes:DescribePipe"] {
            stage.registry.on(.before, call: 1, of: Operation(operation)) {
                try? $0.setWorkloads(WorkloadsEntry(taskDefinitions: SchedulesStage.worker))
            }
        }
        #expect(try await stage.uses().allSatisfy { $0.user.hasPrefix("Step Functions") })
    }

    @Test("leave out a revision that can't be described, since it can't be started", arguments: [":1", ""])
    func ended(revision: String) async throws {
        for definitions in [[], [TaskDefinitionEntry("gone", 2, image: "ecr:app:one", status: "INACTIVE")]] {
            let stage = try SchedulesStage(
                definitions: definitions, rules: [RuleEntry("nightly", taskDefinition: "gone\(revision)")])
            #expect(try await stage.uses().isEmpty)
            #expect(stage.calls["DescribeTaskDefinition"] == 1)
        }
    }

    @Test("count an inactive revision that ECS still describes")
    func inactive() async throws {
        let stage = try SchedulesStage(
            definitions: [TaskDefinitionEntry("old", 4, image: "ecr:app:one", status: "INACTIVE")],
            rules: [RuleEntry("nightly", taskDefinition: "old:4")])
        #expect(try await stage.uses().pins == ["nightly one"])
    }

    @Test("are an error where another account's definition can't be described, or for another reason")
    func elsewhere() async throws {
        let other = "arn:aws:ecs:eu-west-1:222222222222:task-definition/worker:1"
        let stage = try SchedulesStage(stateMachines: [StateMachineEntry("flow", taskDefinition: other)])
        let error = try await failure { try await stage.uses() }
        #expect(error.code == "ClientException")
        #expect(error.operation == "ecs:DescribeTaskDefinition")
        #expect("\(error)".contains("It is \(other), which the Step Functions state machine arn:aws:states:"))

        let own = try SchedulesStage(rules: [RuleEntry("nightly", taskDefinition: "worker:1")])
        let strange = own.changing { request, answer in
            let target = HTTPField.Name("X-Amz-Target").flatMap { request.headerFields[$0] } ?? ""
            guard target.hasSuffix(".DescribeTaskDefinition") else { return answer }
            return TransportResponse(.badRequest, text: #"{"__type": "ClientException", "message": "Not now."}"#)
        }
        #expect(try await failure { try await own.uses(strange) }.message.hasPrefix("Not now. It is arn:"))
    }

    @Test("are an error where the listing would never end", arguments: ["/schedules", "/v1/pipes"])
    func endless(path: String) async throws {
        let stage = try SchedulesStage()
        let transport = stage.changing { request, answer in
            guard request.path?.hasPrefix(path) ?? false else { return answer }
            return TransportResponse(.ok, text: #"{"Schedules":[],"Pipes":[],"NextToken":"again"}"#)
        }
        #expect(try await failure { try await stage.uses(transport) }.code == .malformedResponse)
    }
}
