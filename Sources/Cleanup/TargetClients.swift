public import AWSClient
public import ECRClient
public import ImageModel
public import ImageUsage
public import Retention

/// The clients that a target is reached by.
public struct TargetClients: Sendable {
    /// The registry's client.
    public var registry: ECRClient
    /// The registry's region; of a public registry, the one that answers for it.
    public var region: Region
    /// Tells who calls; without it, that is not known.
    public var sts: STSClient?
    /// The sources of what is in use, for each place where images of the registry may be used.
    public var sources: [any UsageSource]

    /// Creates a clients.
    public init(registry: ECRClient, region: Region, sts: STSClient? = nil, sources: [any UsageSource] = []) {
        self.registry = registry
        self.region = region
        self.sts = sts
        self.sources = sources
    }
}

/// Makes connections to targets.
public protocol ClientFactory: Sendable {
    /// Connects a target.
    ///
    /// Nothing is called.
    ///
    /// - Parameter sources: the sources of what is in use that the policy names; no other is to be asked.
    /// - Throws: when the target can't be reached, as when it names a region that there can't be.
    func clients(to target: Target, sources: Set<UsageSourceName>) throws -> TargetClients
}
