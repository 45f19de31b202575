/// One of the services that a registry answers for: the two kinds of registry, and what runs images.
public enum Service: String, Sendable, Hashable, CaseIterable {
    /// Amazon ECR: private registries, one per account and region.
    case ecr
    /// Amazon ECR Public: no filters, no pull times, no archive.
    case ecrPublic = "ecr-public"
    /// Amazon ECS: clusters, services, tasks and their definitions.
    case ecs
    /// AWS Lambda: functions, versions and aliases.
    case lambda
    /// Amazon Inspector: which images it covers, and which of them it has seen in use.
    case inspector2
    /// AWS Batch: job definitions.
    case batch
    /// AWS STS: who calls, and roles to assume.
    case sts

    /// What precedes the operation's name in `X-Amz-Target`; `nil` where the service's protocol has no such field.
    public var targetPrefix: String? {
        switch self {
        case .ecr: "AmazonEC2ContainerRegistry_V20150921"
        case .ecrPublic: "SpencerFrontendService"
        case .ecs: "AmazonEC2ContainerServiceV20141113"
        case .lambda, .inspector2, .batch, .sts: nil
        }
    }

    /// The name that signatures are scoped to.
    public var signingName: String { rawValue }

    /// How the service's requests and answers are written.
    var wireProtocol: WireProtocol {
        switch self {
        case .ecr, .ecrPublic, .ecs: .awsJSON
        case .lambda, .inspector2, .batch: .restJSON
        case .sts: .query
        }
    }
}

/// How requests and answers are written.
enum WireProtocol: Sendable {
    /// One path, the operation in a header field, JSON in the body.
    case awsJSON
    /// The operation in the method and the path, JSON in the body.
    case restJSON
    /// One path, the operation in a form, XML in the answer.
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
