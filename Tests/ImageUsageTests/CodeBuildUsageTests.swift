import AWSClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What CodeBuild uses")
struct CodeBuildUsageTests {
    private static let source: @Sendable (any Transport) throws -> any UsageSource = { transport in
        CodeBuildUsageSource(client: try .forTests(.codeBuild, transport))
    }

    private static func projects(_ images: [Document], count: Int = 1) -> [Service: [String: [Document]]] {
        [
            .codebuild: [
                "projects": images.enumerated().map { index, image in
                    [
                        "name": .string("p\(index)-{n}"), "arn": .string("arn:\(index)-{n}"),
                        "environment": ["image": image], "count": .number(Double(count)),
                    ]
                }
            ]
        ]
    }

    @Test("is what the environments of projects name, by tag, by digest or both")
    func references() async throws {
        let stage = try SourceStage(
            Self.projects(["ecr:app:one", "ecr:app#two", "ecr:app:one#two", "aws/codebuild/standard:7.0"]),
            source: Self.source)
        let uses = try await stage.uses()
        let two = try stage.registry.digest("two")
        #expect(uses.map(\.reference.tag) == ["one", nil, "one"])
        #expect(uses.map(\.digest) == [nil, two, two])
        #expect(uses.allSatisfy { !$0.isRunning && !$0.isExpected })
        #expect(uses.map(\.user) == (0...2).map { "CodeBuild project arn:\($0)-0" })
    }

    @Test("is asked for a hundred projects at a time")
    func callCount() async throws {
        let stage = try SourceStage(Self.projects(["ecr:app:one"], count: 250), source: Self.source)
        #expect(try await Set(stage.uses().map(\.user)).count == 250)
        #expect(stage.calls == ["ListProjects": 3, "BatchGetProjects": 3])
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        for operation in ["codebuild:ListProjects", "codebuild:BatchGetProjects"] as [ECRSimulator.Operation] {
            try await SourceStage.expectFailures(
                of: operation, from: call, Self.projects(["ecr:app:one"], count: 150), source: Self.source)
        }
    }

    @Test("leaves out a project that was deleted meanwhile, and is an error where a project is not mentioned")
    func deleted() async throws {
        func uses(_ answer: String) async throws -> [ImageUse] {
            let transport = StubTransport { request, _ in
                let target = request.head.headerFields[try #require(.init("X-Amz-Target"))] ?? ""
                return TransportResponse(
                    .ok, text: target.hasSuffix("ListProjects") ? #"{"projects":["gone"]}"# : answer)
            }
            return try await Self.source(transport).uses(in: CallContext())
        }
        #expect(try await uses(#"{"projects":[],"projectsNotFound":["gone"]}"#).isEmpty)
        let error = try await failure { try await uses(#"{"projects":[]}"#) }
        #expect(error.code == .malformedResponse && error.message.contains("gone"))
        let empty = #","environment":{"image":""}"#
        for environment in ["", #","environment":{"type":"LINUX_CONTAINER"}"#, empty] {
            let error = try await failure { try await uses(#"{"projects":[{"name":"gone"\#(environment)}]}"#) }
            #expect(error.code == .malformedResponse, "a project without an image")
        }
    }

    @Test("is nothing where CodeBuild does not exist, or does not know the operation")
    func absent() async throws {
        #expect(try await CodeBuildUsageSource(client: nil).uses(in: CallContext()).isEmpty)
        let unknown = StubTransport { _, _ in
            TransportResponse(.badRequest, text: #"{"__type":"UnknownOperationException"}"#)
        }
        #expect(try await Self.source(unknown).uses(in: CallContext()).isEmpty)
    }
}
