import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("Garbage as the answers of what runs images")
struct AnswerFuzzTests {
    /// Reads all uses repeatedly while each third answer is damaged: completely, or with an error.
    private func fuzz(_ workloads: WorkloadsEntry, _ source: (GarbageTransport) throws -> any UsageSource) async throws
    {
        let registry = try SimulatedRegistry.running(workloads, images: ["one", "two"])
        let transport = GarbageTransport(spoiling: SimulatorTransport(to: registry))
        let source = try source(transport)
        var outcomes: (read: Int, refused: Int) = (0, 0)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                let uses = try await source.uses(in: CallContext())
                #expect(uses.allSatisfy { !$0.user.isEmpty }, "input \(number)")
                outcomes.read += 1
            } catch let error as AWSError {
                #expect(!"\(error)".isEmpty, "input \(number)")
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 0 && outcomes.refused > 0)
    }

    @Test("of ECS")
    func ecs() async throws {
        let web = TaskDefinitionEntry("web", image: "ecr:app:one")
        let cluster = ClusterEntry(
            "main", services: [ServiceEntry("web", taskDefinition: "web", count: 2)],
            tasks: [TaskEntry("web", count: 3)])
        try await fuzz(WorkloadsEntry(taskDefinitions: [web], clusters: [cluster])) { transport in
            ECSUsageSource(client: try .forTests(.ecs, transport), now: { present })
        }
    }

    @Test("of Lambda")
    func lambda() async throws {
        let function = FunctionEntry("resize", image: "ecr:app:one", aliases: [.init("live", version: "$LATEST")])
        try await fuzz(WorkloadsEntry(functions: [function])) { transport in
            LambdaUsageSource(client: try .forTests(.lambda, transport))
        }
    }

    @Test("of Inspector")
    func inspector() async throws {
        let coverage = [InspectorEntry.Coverage("ecr:app#one", inUseCount: 2, lastInUse: .daysAgo(0))]
        try await fuzz(WorkloadsEntry(inspector: InspectorEntry(status: "ENABLED", coverage: coverage))) { transport in
            InspectorUsageSource(client: try .forTests(.inspector2, transport)) { present }
        }
    }

    @Test("of EKS and of a cluster")
    func eks() async throws {
        let cluster = KubernetesClusterEntry(
            "prod",
            workloads: [
                .init("pod", "app", containers: [ContainerEntry("app", image: "ecr:app:one")], count: 3),
                .init("cronJob", "app", containers: [ContainerEntry("app", image: "ecr:app:two")]),
            ])
        try await fuzz(WorkloadsEntry(kubernetesClusters: [cluster])) { transport in
            try EKSUsageSource.forTests(transport)
        }
    }

    @Test("of Batch")
    func batch() async throws {
        let job = JobDefinitionEntry("report", images: .init(container: "ecr:app:one"))
        try await fuzz(WorkloadsEntry(jobDefinitions: [job])) { transport in
            BatchUsageSource(client: try .forTests(.batch, transport), now: { present })
        }
    }

    @Test("of schedules")
    func schedules() async throws {
        let stage = try SchedulesStage()
        let workloads = WorkloadsEntry(
            taskDefinitions: SchedulesStage.worker, rules: [RuleEntry("nightly", taskDefinition: "worker:1")],
            schedules: [ScheduleEntry("hourly", taskDefinition: "worker:2")],
            pipes: [PipeEntry("queue", taskDefinition: "worker:3")],
            stateMachines: [StateMachineEntry("flow", taskDefinition: "worker")])
        try await fuzz(workloads) { transport in try stage.source(transport) }
    }

    @Test("of CodeBuild")
    func codeBuild() async throws {
        let project: Document = ["name": "p", "arn": "arn:p", "environment": ["image": "ecr:app:one"]]
        try await fuzz(WorkloadsEntry(documents: [.codebuild: ["projects": [project]]])) { transport in
            CodeBuildUsageSource(client: try .forTests(.codeBuild, transport))
        }
    }

    @Test("of SageMaker")
    func sageMaker() async throws {
        let variant: Document = ["VariantName": "all", "DeployedImages": [["SpecifiedImage": "ecr:app:one"]]]
        let documents: [String: [Document]] = [
            "endpoints": [["EndpointName": "e", "EndpointArn": "arn:e", "ProductionVariants": [variant]]],
            "models": [["ModelName": "m", "ModelArn": "arn:m", "PrimaryContainer": ["Image": "ecr:app:two"]]],
        ]
        try await fuzz(WorkloadsEntry(documents: [.sagemaker: documents])) { transport in
            SageMakerUsageSource(client: try .forTests(.sageMaker, transport))
        }
    }

    @Test("of AgentCore")
    func agentCore() async throws {
        let version: Document = [
            "agentRuntimeVersion": "1",
            "agentRuntimeArtifact": ["containerConfiguration": ["containerUri": "ecr:app:one"]],
        ]
        let runtime: Document = [
            "agentRuntimeId": "a", "agentRuntimeArn": "arn:a", "agentRuntimeVersion": "1", "versions": [version],
            "endpoints": [],
        ]
        try await fuzz(WorkloadsEntry(documents: [.agentCore: ["agentRuntimes": [runtime]]])) { transport in
            AgentCoreUsageSource(client: try .forTests(.agentCore, transport))
        }
    }

    @Test("of CloudFormation")
    func cloudFormation() async throws {
        let stack = CloudFormationStage.stack(template: ["Resources": ["Task": ["Image": "ecr:app:one"]]])
        try await fuzz(WorkloadsEntry(documents: CloudFormationStage.documents([stack]))) { transport in
            try CloudFormationStage.source(transport)
        }
    }
}
