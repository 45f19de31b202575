import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What schedules, pipes and state machines pin")
struct SchedulesUsageTests {
    @Test("is the image of the revision that each names")
    func kinds() async throws {
        let stage = try SchedulesStage(
            rules: [RuleEntry("nightly", taskDefinition: "worker:1")],
            schedules: [ScheduleEntry("hourly", group: "team", taskDefinition: "worker:2")],
            pipes: [PipeEntry("queue", taskDefinition: "worker:1")],
            stateMachines: [StateMachineEntry("flow", taskDefinition: "worker:3")])
        let uses = try await stage.uses()
        let place = "eu-west-1:123456789012"
        #expect(
            uses.map(\.user) == [
                "EventBridge pipe arn:aws:pipes:\(place):pipe/queue",
                "EventBridge rule arn:aws:events:\(place):rule/nightly",
                "EventBridge schedule arn:aws:scheduler:\(place):schedule/team/hourly",
                "Step Functions state machine arn:aws:states:\(place):stateMachine:flow",
            ])
        #expect(uses.pins == ["queue one", "nightly one", "hourly two", "flow three"])
        #expect(uses.allSatisfy { !$0.isRunning && $0.start == nil && $0.digest == nil })
        #expect(uses.allSatisfy { $0.reference.registry == .ecr(account: "123456789012", region: "eu-west-1") })
        // A revision that two name is described once.
        let own = [
            "ListTargetsByRule": 1, "GetSchedule": 1, "DescribePipe": 1, "DescribeStateMachine": 1,
            "DescribeTaskDefinition": 3,
        ]
        #expect(stage.calls == SchedulesStage.emptyCalls.merging(own) { $1 })
    }

    @Test("counts while a rule, a schedule or a pipe is disabled, and on every bus and in every group")
    func disabled() async throws {
        let stage = try SchedulesStage(
            rules: [
                RuleEntry("off", state: "DISABLED", taskDefinition: "worker:1"),
                RuleEntry("event", bus: "orders", state: "DISABLED", taskDefinition: "worker:2"),
            ],
            schedules: [ScheduleEntry("idle", group: "b", state: "DISABLED", taskDefinition: "worker:1")],
            pipes: [PipeEntry("stopped", state: "STOPPED", taskDefinition: "worker:3")])
        #expect(try await stage.uses().pins == ["stopped three", "off one", "event two", "idle one"])
        #expect(stage.calls["ListRules"] == 2)
        // Disabled ones may be enabled, so they protect; until then nobody misses what they name.
        #expect(try await stage.uses().allSatisfy { !$0.isExpected })
    }

    @Test("is expected to be there if something enabled names it", arguments: ["ENABLED", ""])
    func expected(state: String) async throws {
        let stage = try SchedulesStage(
            rules: [
                RuleEntry("off", state: "DISABLED", taskDefinition: "worker:1"),
                RuleEntry("on", state: "ENABLED", taskDefinition: "worker:1"),
            ],
            schedules: [ScheduleEntry("hourly", state: "ENABLED", taskDefinition: "worker:2")],
            pipes: [PipeEntry("queue", state: "RUNNING", taskDefinition: "worker:3")])
        let simulator = stage.changing { _, answer in
            guard state.isEmpty else { return answer }
            // Without a state, it may be enabled.
            var answer = answer
            var body = String(decoding: answer.body, as: UTF8.self)
            for member in ["State", "CurrentState"] { body = body.replacing("\"\(member)\":\"", with: "\"Other\":\"") }
            answer.body = Data(body.utf8)
            return answer
        }
        let uses = try await stage.uses(simulator)
        let wanted = ["queue three", "off one", "on one", "hourly two"]
        #expect(uses.filter(\.isExpected).pins == wanted.filter { $0 != "off one" || state.isEmpty })
    }

    @Test("is the latest revision's where none is named", arguments: ["worker", "arn"])
    func latest(form: String) async throws {
        let name = form == "arn" ? "arn:aws:ecs:eu-west-1:123456789012:task-definition/worker" : form
        let stage = try SchedulesStage(
            rules: [RuleEntry("nightly", taskDefinition: name)],
            schedules: [ScheduleEntry("hourly", input: #"{"Cluster": "main", "TaskDefinition": "\#(name)"}"#)],
            pipes: [PipeEntry("queue", taskDefinition: name)],
            stateMachines: [StateMachineEntry("flow", taskDefinition: name)])
        #expect(try await stage.uses().pins == ["queue three", "nightly three", "hourly three", "flow three"])
        #expect(stage.calls["DescribeTaskDefinition"] == 1)
    }

    @Test(
        "is in the input of a schedule that calls ECS itself, in each form",
        arguments: [
            #"{"TaskDefinition": "worker:2"}"#,
            #"{"taskDefinition": "worker:2", "count": 1}"#,
            #"{"TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/worker:2"}"#,
            #"{"TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition\/worker:2"}"#,
        ])
    func universal(input: String) async throws {
        let stage = try SchedulesStage(schedules: [ScheduleEntry("hourly", input: input)])
        #expect(try await stage.uses().pins == ["hourly two"])
    }

    @Test("is an error where what a target names is of no known form")
    func unknownForm() async throws {
        for input in [#"{"TaskDefinition": "what/ever"}"#, "{"] {
            let stage = try SchedulesStage(schedules: [ScheduleEntry("hourly", input: input)])
            let error = try await failure { try await stage.uses() }
            #expect(error.code == .malformedResponse)
            #expect(error.operation == "scheduler:GetSchedule")
            #expect("\(error)".contains("schedule/default/hourly"))
        }
    }

    @Test("takes no call of its own for what starts no task")
    func others() async throws {
        let stage = try SchedulesStage(
            schedules: [ScheduleEntry("function-{n}", count: 250)], pipes: [PipeEntry("function-{n}", count: 150)],
            stateMachines: [StateMachineEntry("flow")])
        #expect(try await stage.uses().isEmpty)
        let own = ["ListSchedules": 3, "ListPipes": 2, "DescribeStateMachine": 1]
        #expect(stage.calls == SchedulesStage.emptyCalls.merging(own) { $1 })
    }

    @Test("is listed at the largest pages")
    func pages() async throws {
        let stage = try SchedulesStage(
            rules: [
                RuleEntry("rule-{n}", taskDefinition: "worker:1", count: 101), RuleEntry("a", bus: "a"),
            ],
            schedules: [ScheduleEntry("schedule-{n}", taskDefinition: "worker:1", count: 101)],
            pipes: [PipeEntry("pipe-{n}", taskDefinition: "worker:1", count: 101)],
            stateMachines: [StateMachineEntry("flow-{n}", taskDefinition: "worker:1", count: 1001)])
        let uses = try await stage.uses()
        #expect(Set(uses.map(\.user)).count == 1304)
        #expect(
            stage.calls == [
                "ListEventBuses": 1, "ListRules": 3, "ListTargetsByRule": 102, "ListSchedules": 2, "GetSchedule": 101,
                "ListPipes": 2, "DescribePipe": 101, "ListStateMachines": 2, "DescribeStateMachine": 1001,
                "DescribeTaskDefinition": 1,
            ])
    }

    @Test("is read anew, but for revisions that are known")
    func kept() async throws {
        let stage = try SchedulesStage(
            rules: [RuleEntry("pinned", taskDefinition: "worker:1"), RuleEntry("latest", taskDefinition: "worker")])
        let source = try stage.source()
        for _ in 1...3 { _ = try await source.uses(in: CallContext(statistics: stage.statistics)) }
        #expect(stage.calls["DescribeTaskDefinition"] == 4)
        #expect(stage.calls["ListTargetsByRule"] == 6)
    }

    @Test("is asked from Step Functions in version 1.0 of the protocol")
    func protocolVersion() async throws {
        let stage = try SchedulesStage(stateMachines: [StateMachineEntry("flow")])
        let transport = stage.changing { $1 }
        _ = try await stage.uses(transport)
        let target = try #require(HTTPField.Name("X-Amz-Target"))
        let types = transport.requests.reduce(into: [String: String]()) { types, request in
            guard let name = request.head.headerFields[target] else { return }
            types[name] = request.head.headerFields[.contentType]
        }
        #expect(types["AWSStepFunctions.ListStateMachines"] == "application/x-amz-json-1.0")
        #expect(types["AWSStepFunctions.DescribeStateMachine"] == "application/x-amz-json-1.0")
        #expect(types["AWSEvents.ListRules"] == "application/x-amz-json-1.1")
    }
}
