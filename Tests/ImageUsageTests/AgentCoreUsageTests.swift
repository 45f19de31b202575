import AWSClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

/// A version of an agent runtime from an image.
private func version(_ number: Int, _ image: Document) -> Document {
    [
        "agentRuntimeVersion": .string("\(number)"),
        "agentRuntimeArtifact": ["containerConfiguration": ["containerUri": image]],
    ]
}

/// An agent runtime whose newest version is the last one.
private func runtime(_ versions: [Document], endpoints: [Document] = [], count: Int = 1) -> Document {
    [
        "agentRuntimeId": "agent-{n}", "agentRuntimeArn": "arn:agent-{n}",
        "agentRuntimeVersion": .string("\(versions.count)"), "versions": .array(versions),
        "endpoints": .array(endpoints), "count": .number(Double(count)),
    ]
}

private func documents(_ runtimes: [Document]) -> [Service: [String: [Document]]] {
    [.agentCore: ["agentRuntimes": runtimes]]
}

@Suite("What AgentCore uses")
struct AgentCoreUsageTests {
    private static let source: @Sendable (any Transport) throws -> any UsageSource = { transport in
        AgentCoreUsageSource(client: try .forTests(.agentCore, transport))
    }

    @Test("is the image of each version, by tag, by digest or both")
    func references() async throws {
        let code: Document = [
            "agentRuntimeVersion": "4", "agentRuntimeArtifact": ["codeConfiguration": ["runtime": "PYTHON_3_13"]],
        ]
        let stage = try SourceStage(
            documents([
                runtime([
                    version(1, "ecr:app:one"), version(2, "ecr:app#two"), version(3, "ecr:app:one#two"), code,
                ])
            ]), source: Self.source)
        let uses = try await stage.uses()
        let two = try stage.registry.digest("two")
        #expect(uses.map(\.reference.tag) == ["one", nil, "one"])
        #expect(uses.map(\.digest) == [nil, two, two])
        #expect(uses.map(\.user) == (1...3).map { "AgentCore runtime arn:agent-0 version \($0)" })
    }

    @Test("counts in every version as one that runs if an endpoint does not say which it serves")
    func unknownVersion() async throws {
        let stage = try SourceStage(
            documents([runtime([version(1, "ecr:app:one"), version(2, "ecr:app:two")], endpoints: [["name": "live"]])]),
            source: Self.source)
        #expect(try await stage.uses().map(\.isRunning) == [true, true])
    }

    @Test("is an error if a version has neither a container nor code", arguments: [[:], nil] as [Document?])
    func unknownArtifact(artifact: Document?) async throws {
        var members: [String: Document] = ["agentRuntimeVersion": "1"]
        members["agentRuntimeArtifact"] = artifact
        let stage = try SourceStage(documents([runtime([.object(members)])]), source: Self.source)
        let error = try await failure { try await stage.uses() }
        #expect(error.operation == "bedrock-agentcore:GetAgentRuntime")
        #expect(error.message.contains(artifact == nil ? "agentRuntimeArtifact" : "neither a container nor code"))
    }

    @Test("runs at any time in the newest version and in those that endpoints serve, and is a definition in others")
    func served() async throws {
        let stage = try SourceStage(
            documents([
                runtime(
                    (1...10).map { version($0, "ecr:app:one") },
                    endpoints: [
                        ["name": "prod", "liveVersion": "2", "targetVersion": "4"],
                        ["name": "new", "targetVersion": "6"],
                    ])
            ]), source: Self.source)
        let uses = try await stage.uses()
        let running = uses.filter(\.isRunning)
        #expect(Set(running.compactMap { $0.user.split(separator: " ").last }) == ["2", "4", "6", "10"])
        // Nobody says when AgentCore resolves a tag.
        #expect(running.allSatisfy { $0.start == .unknown } && uses.count == 10)
    }

    @Test("is listed a hundred at a time, and each version is described once")
    func callCount() async throws {
        let versions = (1...150).map { version($0, "ecr:app:one") }
        let endpoints: [Document] = (1...101).map { ["name": .string("e\($0)"), "liveVersion": "1"] }
        var stage = try SourceStage(documents([runtime(versions, endpoints: endpoints)]), source: Self.source)
        #expect(try await stage.uses().count == 150)
        #expect(
            stage.calls == [
                "ListAgentRuntimes": 1, "ListAgentRuntimeEndpoints": 2, "ListAgentRuntimeVersions": 2,
                "GetAgentRuntime": 150,
            ])
        stage = try SourceStage(documents([runtime([version(1, "ecr:app:one")], count: 250)]), source: Self.source)
        #expect(try await Set(stage.uses().map(\.user)).count == 250)
        #expect(stage.calls["ListAgentRuntimes"] == 3)
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        let versions = (1...101).map { version($0, "ecr:app:one") }
        let endpoints: [Document] = (1...101).map { ["name": .string("e\($0)"), "liveVersion": "1"] }
        let all = documents([runtime(versions, endpoints: endpoints)])
        for operation in ["ListAgentRuntimeEndpoints", "ListAgentRuntimeVersions", "GetAgentRuntime"] {
            try await SourceStage.expectFailures(
                of: .init("bedrock-agentcore:\(operation)"), from: call, all, source: Self.source)
        }
        try await SourceStage.expectFailures(
            of: "bedrock-agentcore:ListAgentRuntimes", from: call,
            documents([runtime([version(1, "ecr:app:one")], count: 150)]), source: Self.source)
    }

    @Test(
        "leaves out a runtime or a version that was deleted meanwhile", arguments: ["/versions/", "/agent/?version="])
    func deleted(place: String) async throws {
        #expect(try await Self.uses(image: "1.dkr.ecr.eu-west-1.amazonaws.com/app:one", missing: place).isEmpty)
    }

    @Test("is described by the paths of AWS's model, slash at the end included")
    func paths() async throws {
        #expect(try await Self.uses(image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:one").count == 1)
    }

    @Test("is an error where an image can't be read")
    func unreadable() async throws {
        let error = try await failure { try await Self.uses(image: "app:one") }
        #expect(error.code == .malformedResponse && error.message.contains("is not one of ECR's"))
    }

    @Test("is nothing where AgentCore does not know the operation")
    func absent() async throws {
        let unknown = StubTransport { _, _ in
            TransportResponse(.notFound, text: #"{"__type":"UnknownOperationException"}"#)
        }
        #expect(try await Self.source(unknown).uses(in: CallContext()).isEmpty)
    }

    /// The uses of one runtime, whose answers come by the request's method and path.
    private static func uses(image: String, missing: String? = nil) async throws -> [ImageUse] {
        let summary = #"[{"agentRuntimeId": "agent", "agentRuntimeVersion": "1"}]"#
        let answers = [
            "POST /runtimes/?maxResults=100": #"{"agentRuntimes": \#(summary)}"#,
            "POST /runtimes/agent/runtime-endpoints/?maxResults=100": #"{"runtimeEndpoints": []}"#,
            "POST /runtimes/agent/versions/?maxResults=100": #"{"agentRuntimes": \#(summary)}"#,
            "GET /runtimes/agent/?version=1": #"""
            {"agentRuntimeArn": "arn", "agentRuntimeArtifact": {"containerConfiguration": {"containerUri": "\#(image)"}}}
            """#,
        ]
        let transport = StubTransport { request, _ in
            let line = "\(request.head.method) \(request.head.path ?? "")"
            guard let answer = answers[line], missing.map({ !line.contains($0) }) ?? true, request.body.isEmpty else {
                return TransportResponse(.notFound, text: #"{"__type":"ResourceNotFoundException"}"#)
            }
            return TransportResponse(.ok, text: answer)
        }
        return try await source(transport).uses(in: CallContext())
    }
}
