import AWSClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What Batch uses")
struct BatchUsageTests {
    private func uses(_ transport: any Transport, _ context: CallContext = CallContext()) async throws -> [ImageUse] {
        try await BatchUsageSource(client: .forTests(.batch, transport), now: { present }).uses(in: context)
    }

    private func uses(_ definitions: [JobDefinitionEntry], faults: [Fault] = []) async throws -> [ImageUse] {
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(jobDefinitions: definitions), images: ["one", "two"], faults: faults)
        return try await uses(SimulatorTransport(to: registry))
    }

    @Test(
        "is in every place where a job may name an image",
        arguments: [
            .init(container: "ecr:app:a"), .init(ecs: ["envoy", "ecr:app:a"]), .init(eks: ["ecr:app:a"]),
            .init(eks: ["busybox"], eksInit: ["ecr:app:a"]),
        ] as [JobDefinitionEntry.Images])
    func places(images: JobDefinitionEntry.Images) async throws {
        let uses = try await uses([
            JobDefinitionEntry("job", images: images),
            JobDefinitionEntry("nodes", nodes: [.init(container: "ecr:app:b"), images]),
        ])
        #expect(uses.map(\.reference.tag) == ["a", "b", "a"])
    }

    @Test("is what an active definition names, which does not run")
    func use() async throws {
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(jobDefinitions: [
                JobDefinitionEntry("report", revision: 3, images: .init(container: "ecr:app:one#one")),
                JobDefinitionEntry("report", revision: 2, status: "INACTIVE", images: .init(container: "ecr:app:two")),
            ]), images: ["one", "two"])
        let uses = try await uses(SimulatorTransport(to: registry))
        #expect(try uses.map(\.digest) == [registry.digest("one")])
        #expect(uses.map(\.reference.tag) == ["one"])
        #expect(uses.map(\.isRunning) == [false])
        #expect(
            uses.map(\.user) == [
                "Batch job definition arn:aws:batch:eu-west-1:123456789012:job-definition/report:3"
            ])
    }

    @Test("is asked for a hundred definitions at a time")
    func callCount() async throws {
        let statistics = CallStatistics()
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(jobDefinitions: [
                JobDefinitionEntry("job-{n}", images: .init(container: "ecr:app:one"), count: 250)
            ]))
        let uses = try await uses(SimulatorTransport(to: registry), CallContext(statistics: statistics))
        #expect(Set(uses.map(\.user)).count == 250)
        #expect(statistics.snapshot.calls == ["DescribeJobQueues": 1, "DescribeJobDefinitions": 3])
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func denied(call: Int) async throws {
        let many = JobDefinitionEntry("job-{n}", images: .init(container: "ecr:app:one"), count: 150)
        for (kind, code) in [
            (Fault.Kind.accessDenied, "AccessDeniedException"), (.throttling, "TooManyRequestsException"),
            (.truncatedBody, "ConnectionError"),
        ] {
            let error = try await failure {
                try await uses([many], faults: [Fault(kind, of: "batch:DescribeJobDefinitions", firstCall: call)])
            }
            #expect(error.code == AWSError.Code(code))
            #expect(error.operation == "batch:DescribeJobDefinitions")
        }
    }

    @Test(
        "is an error where a container has no image",
        arguments: [
            #""containerProperties":{"vcpus":1}"#, #""ecsProperties":{"taskProperties":[{"containers":[{}]}]}"#,
            #""eksProperties":{"podProperties":{"containers":[{"image":"a"},{}]}}"#, #""type":"container""#,
            #""nodeProperties":{"nodeRangeProperties":[{"container":{"image":"a"}},{"container":{}}]}"#,
            #""containerProperties":{"image":""}"#,
            #""ecsProperties":{"taskProperties":[{"containers":[{"image":"a"}]},{"containers":[]}]}"#,
            #""eksProperties":{"podProperties":{"containers":[{"image":"a"},{"image":""}]}}"#,
        ])
    func unnamed(properties: String) async throws {
        let transport = StubTransport { _, _ in
            TransportResponse(
                .ok, text: #"{"jobQueues":[],"jobDefinitions":[{"jobDefinitionArn":"arn:job",\#(properties)}]}"#)
        }
        let error = try await failure { try await uses(transport) }
        #expect(error.code == .malformedResponse && error.operation == "batch:DescribeJobDefinitions")
    }

    @Test("is an error where the listing would never end")
    func endless() async throws {
        let transport = StubTransport { _, _ in
            TransportResponse(.ok, text: #"{"jobQueues":[],"jobDefinitions":[],"nextToken":"again"}"#)
        }
        #expect(try await failure { try await uses(transport) }.code == .malformedResponse)
        #expect(transport.requests.count == 2)
    }
}
