/// An AWS service, as far as finding it and signing for it goes.
public struct AWSService: Sendable, Hashable {
    /// The name in the scope of signatures, such as `ecr-public`.
    public let signingName: String

    /// What follows `AWS_ENDPOINT_URL_` in the name of the variable that overrides the service's endpoint.
    let variableSuffix: String

    /// How the service's host names begin.
    private let hosts: HostNames

    /// The partitions in which they begin otherwise.
    private let exceptions: [Partition: HostNames]

    /// Whether the pseudo-region `aws-global` stands for an endpoint without a region in its name.
    let hasGlobalEndpoint: Bool

    /// - Parameter hosts: How the host names begin; as the signing name when not given.
    init(
        _ signingName: String, variableSuffix: String? = nil, hosts: HostNames? = nil,
        exceptions: [Partition: HostNames] = [:], hasGlobalEndpoint: Bool = false
    ) {
        self.signingName = signingName
        self.variableSuffix = variableSuffix ?? signingName.uppercased()
        self.hosts = hosts ?? HostNames(signingName)
        self.exceptions = exceptions
        self.hasGlobalEndpoint = hasGlobalEndpoint
    }

    func hosts(in partition: Partition) -> HostNames {
        exceptions[partition] ?? hosts
    }
}

extension AWSService {
    /// What a service's host names begin with, before the region and the partition's suffix.
    struct HostNames: Sendable, Hashable {
        var standard: String
        var fips: String
        var dualStack: String
        var fipsDualStack: String

        /// - Parameter name: The first labels of the standard host name. With FIPS, `-fips` follows, and dual stack
        ///   changes nothing, for what isn't given.
        init(_ name: String, fips: String? = nil, dualStack: String? = nil, fipsDualStack: String? = nil) {
            standard = name
            self.fips = fips ?? "\(name)-fips"
            self.dualStack = dualStack ?? name
            self.fipsDualStack = fipsDualStack ?? "\(name)-fips"
        }
    }

    /// Elastic Container Registry: private registries.
    public static let ecr = AWSService(
        "ecr", hosts: HostNames("api.ecr", dualStack: "ecr", fipsDualStack: "ecr-fips"))

    /// Elastic Container Registry Public, which answers in `us-east-1`.
    public static let ecrPublic = AWSService(
        "ecr-public", variableSuffix: "ECR_PUBLIC", hosts: HostNames("api.ecr-public"),
        exceptions: [.aws: HostNames("api.ecr-public", dualStack: "ecr-public")])

    /// Elastic Container Service.
    public static let ecs = AWSService("ecs")

    /// Lambda.
    public static let lambda = AWSService("lambda")

    /// Security Token Service.
    public static let sts = AWSService(
        "sts", exceptions: [.awsUSGov: HostNames("sts", fips: "sts")], hasGlobalEndpoint: true)

    /// Systems Manager, for its parameters.
    public static let ssm = AWSService("ssm", exceptions: [.awsUSGov: HostNames("ssm", fips: "ssm")])

    /// All services that are called.
    public static let all = [ecr, ecrPublic, ecs, lambda, sts, ssm, inspector2, batch]

    /// Inspector.
    public static let inspector2 = AWSService("inspector2")

    /// Batch.
    public static let batch = AWSService(
        "batch",
        exceptions: [.aws: HostNames("batch", fips: "fips.batch"), .awsUSGov: HostNames("batch", fips: "batch")])
}
