public import ImageModel

/// The repositories of one registry that a policy applies to.
public struct ListedRegistry: Sendable, Hashable {
    /// The positions in the policy of the targets that are, or may be, this registry.
    ///
    /// The first one lists it.
    public var targets: [Int]
    /// The account of the registry, as 12 digits.
    public var registryID: String
    /// The code of the region.
    public var region: String
    /// The names of the repositories, in order.
    public var repositories: [RepositoryName]

    /// Creates the record of a registry.
    public init(targets: [Int], registryID: String, region: String, repositories: [RepositoryName]) {
        (self.targets, self.registryID, self.region) = (targets, registryID, region)
        self.repositories = repositories
    }
}
