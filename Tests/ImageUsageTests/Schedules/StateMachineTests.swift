import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What a state machine's definition names")
struct StateMachineTests {
    private static let place = "arn:aws:ecs:eu-west-1:123456789012"
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    private func tags(_ definition: String) async throws -> [String] {
        try await SchedulesStage(stateMachines: [StateMachineEntry("flow", definition: definition)]).uses()
            .compactMap { $0.reference.tag?.description }
    }

    @Test(
        "is found in every form and place",
        arguments: [
            #"{"TaskDefinition": "worker:2"}"#,
            #"{"TaskDefinition": "\#(place):task-definition/worker:2"}"#,
            #"{"TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition\/worker:2"}"#,
            #"{"Arguments": {"TaskDefinition": "{% $big ? 'worker:2' : 'none:1' %}"}}"#,
            #"{"Anything": ["\#(place):task-definition/worker:2"]}"#,
            #"{"Result.$": "States.StringToJson('{\"x\":\"\#(place):task-definition/worker:2\"}')"}"#,
            #"{"\#(place):task-definition/worker:2": 1}"#,
        ])
    func forms(definition: String) async throws {
        #expect(try await tags(definition) == ["two"])
    }

    @Test(
        "is the latest revision where none is named, or a computed one",
        arguments: [
            #"{"TaskDefinition": "worker"}"#,
            #"{"TaskDefinition": "\#(place):task-definition/worker"}"#,
            #"{"TaskDefinition.$": "States.Format('\#(place):task-definition/worker:{}', $.revision)"}"#,
        ])
    func latest(definition: String) async throws {
        #expect(try await tags(definition) == ["three"])
    }

    @Test("is an image of ECR, by any host, wherever it stands")
    func images() async throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let definition = #"""
            {"A": {"Image": "\#(Self.host)/app:one"}, "B": ["docker://\#(Self.host)/app:two"],
             "C": "{% 'public.ecr.aws/alias/app:pub' & '' %}", "D": "\#(Self.host)/app@\#(digest)",
             "E": "docker.io/library/busybox:1", "F": "123456789012.dkr-ecr.eu-west-1.on.aws/app:three"}
            """#
        let uses = try await SchedulesStage(stateMachines: [StateMachineEntry("flow", definition: definition)]).uses()
        #expect(Set(uses.compactMap { $0.reference.tag?.description }) == ["one", "two", "three", "pub"])
        #expect(uses.compactMap { $0.digest?.description } == [digest])
        #expect(uses.allSatisfy { !$0.isRunning })
    }

    @Test("costs a call for what only looks like a revision, and no error")
    func lookalikes() async throws {
        let stage = try SchedulesStage(stateMachines: [
            StateMachineEntry(
                "flow",
                definition: #"""
                    {"Comment": "at 12:30, see localhost:8080 and 2026-01-01T00:00:00Z", "Resource":
                     "arn:aws:lambda:eu-west-1:123456789012:function:resize:7", "Huge": "x:99999999999",
                     "Zero": "x:0"}
                    """#)
        ])
        #expect(try await stage.uses().isEmpty)
        #expect(stage.calls["DescribeTaskDefinition"] == 2)
    }

    @Test("is an error where it is not JSON")
    func broken() async throws {
        let error = try await failure { try await tags("{") }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "states:DescribeStateMachine")
        #expect("\(error)".contains("stateMachine:flow"))
    }
}
