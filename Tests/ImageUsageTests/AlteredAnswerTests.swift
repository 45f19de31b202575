import AWSClient
import ECRSimulator
import HTTPTransport
import ImageModel
import ImageUsage
import TestSupport
import Testing

/// Each answer about what runs: refused, and with each of its members missing or empty in turn.
///
/// A use must not vanish without an error: its image could be deleted.
@Suite("An answer that is refused, or in which a member is missing or empty")
struct AlteredAnswerTests {
    private static let images = ["one", "two", "three", "four", "five", "six", "seven"]

    /// Expects that a source sees the same images in use, or more, or fails.
    ///
    /// - Parameter optional: the members that AWS leaves out where there is no use.
    private func expectNoLoss(
        _ workloads: WorkloadsEntry, except optional: Set<String> = [],
        source make: @Sendable (any Transport) throws -> any UsageSource
    ) async throws {
        let registry = try SimulatedRegistry.running(workloads, images: Self.images)
        let simulator = SimulatorTransport(to: registry)
        let unaltered = AlteredAnswers(of: simulator)
        let whole = try await make(unaltered).answer(in: CallContext())
        #expect(!whole.uses.isEmpty)
        var (lost, refused): (Set<String>, Int) = ([], 0)
        for alteration in unaltered.alterations {
            do {
                let answer = try await make(AlteredAnswers(of: simulator, alteration)).answer(in: CallContext())
                if !answer.keepsAll(of: whole) { lost.insert(alteration.name) }
            } catch is AWSError {
                refused += 1
            }
        }
        #expect(refused > 0)
        #expect(lost.sorted() == optional.sorted())
    }

    @Test("of ECS")
    func ecs() async throws {
        let definitions = [
            TaskDefinitionEntry("web", 1, image: "ecr:app:one"), TaskDefinitionEntry("web", 2, image: "ecr:app:two"),
            TaskDefinitionEntry("idle", image: "ecr:app:three"), TaskDefinitionEntry("job", image: "ecr:app:four"),
            TaskDefinitionEntry("set", image: "ecr:app:five"),
        ]
        let services = [
            ServiceEntry("web", taskDefinition: "web:2"), ServiceEntry("set", taskSets: [.init("set:1")]),
        ]
        var workloads = WorkloadsEntry(
            taskDefinitions: definitions,
            clusters: [ClusterEntry("main", services: services, tasks: [TaskEntry("job", count: 2)])])
        let revision: Document = ["arn": "arn:daemon-revision", "totalRunningCount": .number(1)]
        workloads.daemons = [
            [
                "daemonArn": "arn:daemon", "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/main",
                "currentRevisions": [revision], "deploymentArn": "arn:deployment",
            ]
        ]
        workloads.daemonDeployments = [
            ["daemonDeploymentArn": "arn:deployment", "targetDaemonRevision": ["arn": "arn:daemon-revision"]]
        ]
        workloads.daemonRevisions = [
            [
                "daemonRevisionArn": "arn:daemon-revision", "daemonArn": "arn:daemon",
                "containerImages": [["containerName": "agent", "image": "ecr:app:six"]],
            ]
        ]
        // A service has none before its first deployment, unless ECS itself deploys it.
        try await expectNoLoss(workloads, except: ["DescribeServices services.taskSets"]) { transport in
            ECSUsageSource(client: try .forTests(.ecs, transport), now: { present })
        }
    }

    @Test("of Lambda")
    func lambda() async throws {
        let functions = [
            FunctionEntry("resize", image: "ecr:app:one", aliases: [.init("live", version: "$LATEST")]),
            FunctionEntry("import", image: "ecr:app:two"),
        ]
        try await expectNoLoss(WorkloadsEntry(functions: functions)) { transport in
            LambdaUsageSource(client: try .forTests(.lambda, transport))
        }
    }

    @Test("of Inspector")
    func inspector() async throws {
        let coverage = [
            InspectorEntry.Coverage("ecr:app#one", inUseCount: 2, lastInUse: .daysAgo(0)),
            InspectorEntry.Coverage("ecr:app#two", inUseCount: 0, lastInUse: .daysAgo(20)),
        ]
        try await expectNoLoss(WorkloadsEntry(inspector: InspectorEntry(status: "ENABLED", coverage: coverage))) {
            InspectorUsageSource(client: try .forTests(.inspector2, $0)) { present }
        }
    }

    @Test("of EKS and of a cluster")
    func eks() async throws {
        let kinds = ["pod", "cronJob", "deployment", "statefulSet", "daemonSet", "job", "replicaSet"]
        let workloads = zip(kinds, Self.images).map { kind, image in
            KubernetesClusterEntry.Workload(
                kind, kind.lowercased(), containers: [ContainerEntry("app", image: "ecr:app:\(image)")])
        }
        let cluster = KubernetesClusterEntry("prod", workloads: workloads)
        // A pod whose image is not pulled yet has none, or an empty one.
        let pods = "/kubernetes/123456789012/eu-west-1/prod/api/v1/pods items.status"
        try await expectNoLoss(
            WorkloadsEntry(kubernetesClusters: [cluster]),
            except: [
                pods, "\(pods).containerStatuses", "\(pods).containerStatuses.imageID",
                "\(pods).containerStatuses.imageID=\"\"",
            ]
        ) { try EKSUsageSource.forTests($0) }
    }

    @Test("of Batch")
    func batch() async throws {
        var workloads = WorkloadsEntry(
            jobDefinitions: [JobDefinitionEntry("report", images: .init(container: "ecr:app:one"))])
        workloads.jobQueues = [["jobQueueName": "queue", "jobQueueArn": "arn:queue"]]
        workloads.jobs = [
            [
                "jobId": "j", "jobArn": "arn:j", "jobName": "j", "jobQueue": "queue", "jobDefinition": "gone:1",
                "status": "RUNNING", "container": ["image": "ecr:app:two"],
            ]
        ]
        try await expectNoLoss(workloads) { transport in
            BatchUsageSource(client: try .forTests(.batch, transport), now: { present })
        }
    }

    @Test("of schedules")
    func schedules() async throws {
        let stage = try SchedulesStage()
        let workloads = WorkloadsEntry(
            taskDefinitions: SchedulesStage.worker + [TaskDefinitionEntry("flow", image: "ecr:app:four")],
            rules: [RuleEntry("nightly", taskDefinition: "worker:1")],
            schedules: [ScheduleEntry("hourly", taskDefinition: "worker:2")],
            pipes: [PipeEntry("queue", taskDefinition: "worker:3")],
            stateMachines: [StateMachineEntry("flow", taskDefinition: "flow")])
        try await expectNoLoss(workloads) { try stage.source($0) }
    }

    @Test("of CodeBuild")
    func codeBuild() async throws {
        let project: Document = ["name": "p", "arn": "arn:p", "environment": ["image": "ecr:app:one"]]
        try await expectNoLoss(WorkloadsEntry(documents: [.codebuild: ["projects": [project]]])) { transport in
            CodeBuildUsageSource(client: try .forTests(.codeBuild, transport))
        }
    }

    @Test("of SageMaker")
    func sageMaker() async throws {
        let variant: Document = ["VariantName": "all", "DeployedImages": [["SpecifiedImage": "ecr:app:one"]]]
        let documents: [String: [Document]] = [
            "endpoints": [["EndpointName": "e", "EndpointArn": "arn:e", "ProductionVariants": [variant]]],
            "models": [["ModelName": "m", "ModelArn": "arn:m", "PrimaryContainer": ["Image": "ecr:app:two"]]],
            "trainingJobs": [
                [
                    "TrainingJobName": "t", "TrainingJobArn": "arn:t", "TrainingJobStatus": "InProgress",
                    "AlgorithmSpecification": ["TrainingImage": "ecr:app:three"],
                ]
            ],
            "processingJobs": [
                [
                    "ProcessingJobName": "p", "ProcessingJobArn": "arn:p", "ProcessingJobStatus": "InProgress",
                    "AppSpecification": ["ImageUri": "ecr:app:four"],
                ]
            ],
            "inferenceComponents": [
                [
                    "InferenceComponentName": "c", "InferenceComponentArn": "arn:c",
                    "Specification": ["Container": ["DeployedImage": ["SpecifiedImage": "ecr:app:five"]]],
                ]
            ],
            "modelPackages": [
                [
                    "ModelPackageName": "g", "ModelPackageArn": "arn:g",
                    "InferenceSpecification": ["Containers": [["Image": "ecr:app:six"]]],
                ]
            ],
        ]
        // AWS's own models and algorithms have no image.
        let optional: Set = [
            "DescribeModel PrimaryContainer", "DescribeModel PrimaryContainer.Image",
            "DescribeModelPackage InferenceSpecification",
            "DescribeModelPackage InferenceSpecification.Containers.Image",
            "DescribeTrainingJob AlgorithmSpecification", "DescribeTrainingJob AlgorithmSpecification.TrainingImage",
        ]
        try await expectNoLoss(WorkloadsEntry(documents: [.sagemaker: documents]), except: optional) { transport in
            SageMakerUsageSource(client: try .forTests(.sageMaker, transport))
        }
    }

    @Test("of AgentCore")
    func agentCore() async throws {
        func version(_ number: String, _ image: Document) -> Document {
            [
                "agentRuntimeVersion": .string(number),
                "agentRuntimeArtifact": ["containerConfiguration": ["containerUri": image]],
            ]
        }
        let runtime: Document = [
            "agentRuntimeId": "a", "agentRuntimeArn": "arn:a", "agentRuntimeVersion": "2",
            "versions": [version("1", "ecr:app:one"), version("2", "ecr:app:two")],
            "endpoints": [["name": "live", "liveVersion": "1"]],
        ]
        try await expectNoLoss(WorkloadsEntry(documents: [.agentCore: ["agentRuntimes": [runtime]]])) { transport in
            AgentCoreUsageSource(client: try .forTests(.agentCore, transport))
        }
    }

    @Test("of CloudFormation")
    func cloudFormation() async throws {
        let stacks = [
            CloudFormationStage.stack(
                template: [
                    "Parameters": ["Tag": ["Type": "String"]],
                    "Resources": ["Task": ["Image": ["Fn::Sub": .string("\(ecr)/app:${Tag}")]]],
                ], parameters: ["Tag": "one"]),
            CloudFormationStage.stack("own", template: ["Resources": ["Task": ["Image": "ecr:app:two"]]]),
        ]
        // The value of a parameter is a tag in every repository. Without it, the template keeps its repository whole.
        let optional: Set = [
            "DescribeStacks Parameters", "DescribeStacks member", "DescribeStacks ParameterValue",
            "DescribeStacks ParameterValue=\"\"",
        ]
        let workloads = WorkloadsEntry(documents: CloudFormationStage.documents(stacks))
        try await expectNoLoss(workloads, except: optional) { try CloudFormationStage.source($0) }
    }
}

extension UsageAnswer {
    /// Whether everything that another answer keeps is kept by this one, too.
    fileprivate func keepsAll(of other: UsageAnswer) -> Bool {
        other.uses.allSatisfy { use in uses.contains { $0.keepsAll(of: use) } }
            && Set(digests.keys).isSuperset(of: other.digests.keys) && Set(tags.keys).isSuperset(of: other.tags.keys)
    }
}

extension ImageUse {
    /// Whether this use keeps what another does.
    ///
    /// Without a digest, the tag of a running workload keeps every image that was pushed before its start.
    fileprivate func keepsAll(of other: ImageUse) -> Bool {
        reference.registry == other.reference.registry && reference.repository == other.reference.repository
            && (isRunning || !other.isRunning)
            && (digest == nil ? reference.tag == other.reference.tag : digest == other.digest)
    }
}
