import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What CloudFormation's stacks use")
struct CloudFormationUsageTests {
    private typealias Stage = CloudFormationStage
    private static let template: Document = ["Resources": ["Task": ["Image": "ecr:app:one"]]]

    @Test("is what the templates of stacks in every state name, nested ones included")
    func states() async throws {
        let states = [
            "CREATE_FAILED", "DELETE_FAILED", "DELETE_IN_PROGRESS", "ROLLBACK_COMPLETE",
            "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "REVIEW_IN_PROGRESS", "DELETE_COMPLETE",
        ]
        let stacks = states.map { Stage.stack($0, template: Self.template, status: $0) }
        let stage = try SourceStage(Stage.documents(stacks), source: Stage.source)
        let uses = try await stage.uses()
        #expect(Set(uses.map(\.user)) == Set(states.dropLast().map { "CloudFormation stack \(Stage.arn($0))" }))
        #expect(uses.allSatisfy { $0.reference.tag == "one" && $0.reference.repository == "app" })
        #expect(stage.calls == ["DescribeStacks": 2, "GetTemplate": 7])
    }

    @Test(
        "is any image of their repositories while they may return to an earlier template",
        arguments: [
            "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_IN_PROGRESS", "SOME_LATER_STATE",
        ])
    func rollback(status: String) async throws {
        let uses = try await Stage.answer(Stage.stack(template: Self.template, status: status)).uses
        #expect(uses.map(\.reference.tag) == ["one", "*"])
        #expect(uses.map(\.start) == [nil, .unknown])
    }

    @Test("is any image of their repositories while the tree that they are nested in may", arguments: [true, false])
    func rollbackOfTree(mayRollBack: Bool) async throws {
        var nested = Stage.stack("nested", template: Self.template)
        if case .object(var members) = nested {
            members["RootId"] = .string(Stage.arn("root"))
            nested = .object(members)
        }
        let root = Stage.stack("root", status: mayRollBack ? "UPDATE_FAILED" : "UPDATE_COMPLETE")
        let uses = try await Stage.answer(root, nested).uses
        #expect(uses.map(\.reference.tag) == (mayRollBack ? ["one", "*"] : ["one"]))
    }

    /// A change of a stack between the listing and the end of the reading.
    enum Change: CaseIterable {
        case none, status, parameter, wholeUpdate, deletion

        func applied(to listing: String) -> String {
            switch self {
            case .none: listing
            case .status: listing.replacing("UPDATE_COMPLETE", with: "UPDATE_IN_PROGRESS")
            case .parameter: listing.replacing("old", with: "new")
            case .wholeUpdate:
                listing.replacing("</CreationTime>", with: "</CreationTime><LastUpdatedTime>now</LastUpdatedTime>")
            case .deletion: listing.replacing("UPDATE_COMPLETE", with: "DELETE_COMPLETE")
            }
        }
    }

    @Test("is any image of their repositories when they changed while they were read", arguments: Change.allCases)
    func changedMeanwhile(change: Change) async throws {
        let stack = Stage.stack(template: Self.template, parameters: ["Version": "old"])
        let stage = try SourceStage(Stage.documents([stack]), source: Stage.source)
        let inner = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, number in
            var response = try await inner.send(request)
            let isListing = String(decoding: request.body, as: UTF8.self).contains("DescribeStacks")
            if isListing, number > 1 {
                response.body = Data(change.applied(to: String(decoding: response.body, as: UTF8.self)).utf8)
            }
            return response
        }
        let uses = try await Stage.source(transport).explainedAnswer(in: CallContext()).uses
        #expect(uses.map(\.reference.tag) == (change == .none ? ["one"] : ["one", "*"]))
    }

    @Test("is what parameters name: references, and tags of any repository")
    func parameters() async throws {
        let answer = try await Stage.answer(
            Stage.stack(
                parameters: [
                    "Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:two", "Tags": "v1, v2",
                    "Stored": "/app/tag",
                    "Secret": "****", "Empty": "",
                ], resolved: ["Stored": "v3"]))
        #expect(answer.uses.map(\.reference.tag) == ["two"])
        #expect(Set(answer.tags.keys) == ["v1", "v2", "v3"])
        #expect(Set(answer.tags.values) == ["CloudFormation stack \(Stage.arn())"])
    }

    @Test("costs a call for each template, and two for each page of stacks")
    func callCount() async throws {
        let stacks = [Stage.stack("stack-{n}", template: Self.template, count: 120)]
        let stage = try SourceStage(Stage.documents(stacks), source: Stage.source)
        #expect(try await Set(stage.uses().map(\.user)).count == 120)
        #expect(stage.calls == ["DescribeStacks": 6, "GetTemplate": 120])
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        for operation in ["cloudformation:DescribeStacks", "cloudformation:GetTemplate"] as [ECRSimulator.Operation] {
            try await SourceStage.expectFailures(
                of: operation, from: call, Stage.documents([Stage.stack("stack-{n}", count: 60)]), source: Stage.source)
        }
    }

    /// A transport with one stack, and an answer to `GetTemplate`.
    private static func transport(
        status: String = "UPDATE_COMPLETE", template: (HTTPResponse.Status, String)
    ) -> StubTransport {
        StubTransport { request, _ in
            guard !String(decoding: request.body, as: UTF8.self).contains("GetTemplate") else {
                return TransportResponse(template.0, text: template.1)
            }
            return TransportResponse(
                .ok,
                text: """
                    <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>\(Stage.arn())</StackId>\
                    <StackStatus>\(status)</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
                    """)
        }
    }

    private static let none = "<GetTemplateResponse><GetTemplateResult/></GetTemplateResponse>"

    private static func refusal(_ message: String) -> String {
        "<ErrorResponse><Error><Code>ValidationError</Code><Message>\(message)</Message></Error></ErrorResponse>"
    }

    @Test("leaves out a stack that was deleted meanwhile, and one that has only a change set")
    func absent() async throws {
        let gone = Self.transport(template: (.badRequest, Self.refusal("Stack with id x does not exist")))
        let planned = Self.transport(status: "REVIEW_IN_PROGRESS", template: (.ok, Self.none))
        for transport in [gone, planned] {
            #expect(try await Stage.source(transport).uses(in: CallContext()).isEmpty)
        }
    }

    @Test("is an error where a stack has no template, or the request is refused for another reason")
    func refused() async throws {
        for (transport, code) in [
            (Self.transport(template: (.ok, Self.none)), AWSError.Code.malformedResponse),
            (Self.transport(template: (.badRequest, Self.refusal("something else"))), "ValidationError"),
        ] {
            let error = try await failure { try await Stage.source(transport).uses(in: CallContext()) }
            #expect(error.code == code)
            #expect(error.operation == "cloudformation:GetTemplate")
        }
    }
}
