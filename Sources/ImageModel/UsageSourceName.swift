/// The name of a source of usage in summaries.
///
/// The name of a service is also its name in policies. A list of images is a source, too, and has its place for a name.
public struct UsageSourceName: RawRepresentable, Sendable, Hashable, Comparable {
    /// The text.
    public let rawValue: String

    /// Takes the name of a service; `nil` if there is no such source.
    public init?(rawValue: String) {
        guard Self.allCases.contains(where: { $0.rawValue == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    private init(_ text: String) { rawValue = text }

    /// Amazon ECS: tasks, services and task definitions.
    public static let ecs = Self("ecs")
    /// AWS Lambda: functions from container images.
    public static let lambda = Self("lambda")
    /// EventBridge, its Scheduler and Pipes, and Step Functions: the task definitions that they start.
    public static let schedules = Self("schedules")
    /// Amazon EKS: pods and their definitions in clusters.
    public static let eks = Self("eks")
    /// Amazon Inspector: images that it saw running, also in EKS.
    public static let inspector = Self("inspector")
    /// AWS Batch: jobs and active job definitions.
    public static let batch = Self("batch")
    /// AWS CodeBuild: the images of projects.
    public static let codebuild = Self("codebuild")
    /// Amazon SageMaker: endpoints, jobs that have not ended, models and model packages.
    public static let sagemaker = Self("sagemaker")
    /// Amazon Bedrock AgentCore: agent runtimes.
    public static let agentcore = Self("agentcore")
    /// AWS CloudFormation: what the templates and parameters of stacks name, CDK's assets too.
    public static let cloudformation = Self("cloudformation")

    /// The services, in the order in which errors list them.
    public static let allCases: [Self] = [
        ecs, lambda, schedules, eks, inspector, batch, codebuild, sagemaker, agentcore, cloudformation,
    ]

    /// The name of a list of images.
    ///
    /// - Parameter place: the list's place, which is never the name of a service.
    public static func list(at place: String) -> Self { Self(place) }

    /// Whether the source is a list of images.
    public var isList: Bool { !Self.allCases.contains(self) }

    /// Whether the first name sorts before the second.
    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}
