public import AWSClient
public import ECRClient
public import ImageModel
public import ImageUsage
public import Retention

/// The clients for one target.
public struct TargetClients: Sendable {
    /// The registry's client.
    public var registry: ECRClient
    /// The region of the registry.
    ///
    /// For a public registry, it is the region that answers for it.
    public var region: Region
    /// The client that tells who calls, if there is one.
    public var sts: STSClient?
    /// The client that lists EKS clusters for a warning, if there is one.
    public var eks: EKSClient?
    /// The sources of usage, for each place that may use the images.
    public var sources: [any UsageSource]

    /// Creates the clients of a target.
    public init(
        registry: ECRClient, region: Region, sts: STSClient? = nil, eks: EKSClient? = nil,
        sources: [any UsageSource] = []
    ) {
        self.registry = registry
        self.region = region
        self.sts = sts
        self.eks = eks
        self.sources = sources
    }
}

/// Makes the clients of targets.
public protocol ClientFactory: Sendable {
    /// Makes the clients of a target.
    ///
    /// No call is made.
    ///
    /// - Parameter sources: the sources of usage that the policy names; no other source is asked.
    /// - Throws: an error when the target can't be reached, for example because its region can't exist.
    func clients(to target: Target, sources: UsageSources) throws -> TargetClients
}
