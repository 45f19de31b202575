public import ImageModel

/// An AWS service: its host names and its names in requests.
public struct AWSService: Sendable, Hashable {
    /// The name in the scope of signatures, such as `ecr-public`.
    public let signingName: String

    /// The end of the variable `AWS_ENDPOINT_URL_…` that overrides the service's endpoint.
    ///
    /// It is the service's id in capitals, such as `ECR_PUBLIC`.
    public let variableSuffix: String

    /// The part of `X-Amz-Target` before the dot, in AWS JSON.
    ///
    /// It is empty for the other protocols.
    let targetPrefix: String

    /// The beginnings of the service's host names.
    private let hosts: HostNames

    /// The partitions whose host names begin differently.
    private let exceptions: [Partition: HostNames]

    /// The regions whose host names begin differently from those of their partition.
    private let regionalExceptions: [String: HostNames]

    /// The regions in which the service does not exist.
    private let absentRegions: Set<String>

    /// Whether `aws-global` stands for an endpoint without a region in its name.
    let hasGlobalEndpoint: Bool

    /// Whether dual-stack host names end as the standard ones do.
    ///
    /// S3's do, since they are older than the partitions' own endings.
    let sharesSuffix: Bool

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - targetPrefix: The part of `X-Amz-Target` before the dot, if the service has the protocol AWS JSON.
    ///   - hosts: The beginnings of the host names; by default the signing name.
    ///   - absentRegions: The regions for which botocore's endpoint data lacks the service.
    init(
        _ signingName: String, variableSuffix: String? = nil, targetPrefix: String = "", hosts: HostNames? = nil,
        exceptions: [Partition: HostNames] = [:], regionalExceptions: [String: HostNames] = [:],
        absentFrom absentRegions: Set<String> = [], hasGlobalEndpoint: Bool = false, sharesSuffix: Bool = false
    ) {
        self.signingName = signingName
        self.variableSuffix = variableSuffix ?? signingName.uppercased()
        self.targetPrefix = targetPrefix
        self.hosts = hosts ?? HostNames(signingName)
        self.exceptions = exceptions
        self.regionalExceptions = regionalExceptions
        self.absentRegions = absentRegions
        self.hasGlobalEndpoint = hasGlobalEndpoint
        self.sharesSuffix = sharesSuffix
    }

    func hosts(in region: Region) -> HostNames {
        regionalExceptions[region.code] ?? exceptions[Partition.containing(region)] ?? hosts
    }

    /// Whether the service exists in a region.
    ///
    /// Only known gaps count as such: a region that this program does not know yet may have every service.
    public func exists(in region: Region) -> Bool { !absentRegions.contains(region.code) }
}

extension AWSService {
    /// The beginnings of a service's host names.
    ///
    /// The region and the partition's suffix follow them.
    struct HostNames: Sendable, Hashable {
        var standard: String
        var fips: String
        var dualStack: String
        var fipsDualStack: String

        /// Creates the beginnings from the standard one.
        ///
        /// By default, FIPS appends `-fips` and dual stack changes nothing.
        ///
        /// - Parameter name: The first labels of the standard host name.
        init(_ name: String, fips: String? = nil, dualStack: String? = nil, fipsDualStack: String? = nil) {
            standard = name
            self.fips = fips ?? "\(name)-fips"
            self.dualStack = dualStack ?? name
            self.fipsDualStack = fipsDualStack ?? "\(name)-fips"
        }
    }

    /// Elastic Container Registry: private registries.
    public static let ecr = AWSService(
        "ecr", targetPrefix: "AmazonEC2ContainerRegistry_V20150921",
        hosts: HostNames("api.ecr", dualStack: "ecr", fipsDualStack: "ecr-fips"))

    /// Elastic Container Registry Public, which answers in `us-east-1`.
    public static let ecrPublic = AWSService(
        "ecr-public", variableSuffix: "ECR_PUBLIC", targetPrefix: "SpencerFrontendService",
        hosts: HostNames("api.ecr-public"),
        exceptions: [.aws: HostNames("api.ecr-public", dualStack: "ecr-public")])

    /// Elastic Container Service.
    public static let ecs = AWSService("ecs", targetPrefix: "AmazonEC2ContainerServiceV20141113")

    /// Lambda.
    public static let lambda = AWSService("lambda")

    /// Security Token Service.
    public static let sts = AWSService(
        "sts", exceptions: [.awsUSGov: HostNames("sts", fips: "sts")], hasGlobalEndpoint: true)

    /// Systems Manager, for its parameters.
    public static let ssm = AWSService(
        "ssm", targetPrefix: "AmazonSSM", exceptions: [.awsUSGov: HostNames("ssm", fips: "ssm")])

    /// All services that the program calls.
    public static let all = [
        ecr, ecrPublic, ecs, lambda, sts, ssm, inspector2, batch, sso, ssoOIDC, eks, events, scheduler,
        pipes, states, codeBuild, sns, s3, sageMaker, agentCore, cloudFormation,
    ]

    /// Simple Storage Service: the host before a bucket's name is added.
    public static let s3 = AWSService(
        "s3", hosts: HostNames("s3", dualStack: "s3.dualstack", fipsDualStack: "s3-fips.dualstack"),
        hasGlobalEndpoint: true, sharesSuffix: true)

    /// EventBridge.
    public static let events = AWSService(
        "events", variableSuffix: "EVENTBRIDGE", targetPrefix: "AWSEvents",
        exceptions: [.awsUSGov: HostNames("events", fipsDualStack: "events")],
        regionalExceptions: [
            "us-gov-east-1": HostNames("events", fips: "events", fipsDualStack: "events"),
            "us-gov-west-1": HostNames("events", fips: "events", fipsDualStack: "events"),
        ])

    /// EventBridge Scheduler.
    public static let scheduler = AWSService("scheduler")

    /// EventBridge Pipes.
    public static let pipes = AWSService(
        "pipes",
        absentFrom: [
            "ap-east-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1",
            "il-central-1", "mx-central-1", "eusc-de-east-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1",
            "us-iso-west-1", "us-isob-east-1", "us-isob-west-1",
        ])

    /// Simple Notification Service.
    public static let sns = AWSService(
        "sns",
        regionalExceptions: [
            "us-gov-east-1": HostNames("sns", fips: "sns"), "us-gov-west-1": HostNames("sns", fips: "sns"),
        ])

    /// CodeBuild.
    public static let codeBuild = AWSService(
        "codebuild", targetPrefix: "CodeBuild_20161006",
        absentFrom: ["ap-east-2", "ca-west-1", "mx-central-1", "us-isob-west-1", "eu-isoe-west-1"])

    /// SageMaker.
    public static let sageMaker = AWSService(
        "sagemaker", targetPrefix: "SageMaker",
        hosts: HostNames("api.sagemaker", fips: "api.sagemaker-fips"),
        exceptions: [
            .aws: HostNames("api.sagemaker", fips: "api-fips.sagemaker", fipsDualStack: "api.sagemaker-fips"),
            .awsUSGov: HostNames("api.sagemaker", fips: "api-fips.sagemaker", fipsDualStack: "api.sagemaker-fips"),
        ],
        absentFrom: ["us-iso-west-1", "us-isob-west-1"])

    /// Bedrock AgentCore, its control plane.
    ///
    /// Botocore's endpoint data does not have the service, so no region is known to lack it.
    public static let agentCore = AWSService(
        "bedrock-agentcore", variableSuffix: "BEDROCK_AGENTCORE_CONTROL", hosts: HostNames("bedrock-agentcore-control"))

    /// CloudFormation.
    public static let cloudFormation = AWSService(
        "cloudformation", exceptions: [.awsUSGov: HostNames("cloudformation", fips: "cloudformation")])

    /// Step Functions.
    public static let states = AWSService(
        "states", variableSuffix: "SFN", targetPrefix: "AWSStepFunctions",
        exceptions: [.awsUSGov: HostNames("states", dualStack: "states-fips")],
        regionalExceptions: ["us-gov-west-1": HostNames("states", fips: "states", dualStack: "states-fips")])

    /// Inspector.
    public static let inspector2 = AWSService("inspector2")

    /// Batch.
    public static let batch = AWSService(
        "batch",
        exceptions: [.aws: HostNames("batch", fips: "fips.batch"), .awsUSGov: HostNames("batch", fips: "batch")])

    /// The portal of IAM Identity Center, which gives out the credentials of roles.
    public static let sso = AWSService(
        "awsssoportal", variableSuffix: "SSO", hosts: HostNames("portal.sso"),
        exceptions: [.awsUSGov: HostNames("portal.sso", fips: "portal.sso")])

    /// The sign-in service of IAM Identity Center (OpenID Connect).
    public static let ssoOIDC = AWSService(
        "sso-oauth", variableSuffix: "SSO_OIDC", hosts: HostNames("oidc"),
        exceptions: [.awsUSGov: HostNames("oidc", fips: "oidc")])

    /// Elastic Kubernetes Service.
    public static let eks = AWSService(
        "eks", exceptions: [.aws: HostNames("eks", fips: "fips.eks"), .awsUSGov: HostNames("eks", fips: "eks")])
}
