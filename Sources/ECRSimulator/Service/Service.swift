/// A service that the registry simulates.
public enum Service: String, Sendable, Hashable, CaseIterable {
    /// Amazon ECR: private registries, one per account and region.
    case ecr
    /// Amazon ECR Public: no filters, no pull times, no archive.
    case ecrPublic = "ecr-public"
    /// Amazon ECS: clusters, services, tasks and their definitions.
    case ecs
    /// AWS Lambda: functions, versions and aliases.
    case lambda
    /// Amazon Inspector: the covered images, and those seen in use.
    case inspector2
    /// AWS Batch: job definitions.
    case batch
    /// Amazon EKS: clusters, and below a path the Kubernetes API of each.
    case eks
    /// Amazon EventBridge: event buses, rules and their targets.
    case events
    /// EventBridge Scheduler: schedules.
    case scheduler
    /// EventBridge Pipes: pipes.
    case pipes
    /// AWS Step Functions: state machines.
    case states
    /// AWS CodeBuild: projects.
    case codebuild
    /// Amazon SageMaker: endpoints, jobs, models and model packages.
    case sagemaker
    /// Amazon Bedrock AgentCore: agent runtimes.
    case agentCore = "bedrock-agentcore"
    /// AWS CloudFormation: stacks.
    case cloudformation
    /// AWS STS: the caller's identity, and roles to assume.
    case sts

    /// The way in which the service answers, declared beside its operations.
    var traits: ServiceTraits {
        switch self {
        case .ecr: .ecr
        case .ecrPublic: .ecrPublic
        case .ecs: ECS.traits
        case .lambda: Lambda.traits
        case .inspector2: Inspector.traits
        case .batch: Batch.traits
        case .eks: EKS.traits
        case .events: EventBridge.traits
        case .scheduler: Scheduler.traits
        case .pipes: Pipes.traits
        case .states: StepFunctions.traits
        case .codebuild: CodeBuild.traits
        case .sagemaker: SageMaker.traits
        case .agentCore: AgentCore.traits
        case .cloudformation: CloudFormation.traits
        case .sts: .sts
        }
    }

    /// The part of `X-Amz-Target` before the operation; `nil` in other protocols.
    public var targetPrefix: String? { traits.targetPrefix }

    /// The service's name in signatures.
    public var signingName: String { rawValue }

    /// The protocol of the service's requests and answers.
    var wireProtocol: WireProtocol { traits.wireProtocol }
}

/// A protocol of requests and answers.
enum WireProtocol: Sendable {
    /// One path, the operation in a header field, a JSON body.
    case awsJSON
    /// The operation in method and path, and JSON in the body.
    case restJSON
    /// One path, the operation in a form, and XML in the answer.
    case query

    /// The type of an answer's body.
    var contentType: String {
        switch self {
        case .awsJSON: "application/x-amz-json-1.1"
        case .restJSON: "application/json"
        case .query: "text/xml"
        }
    }
}
