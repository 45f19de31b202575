/// A registry to clean, and the places where its images may run.
public struct Target: Sendable, Hashable {
    /// An account and region in which workloads run.
    public struct Access: Sendable, Hashable {
        /// The code of the region, or `nil` for the configured region.
        public var region: String?
        /// The role to assume there, or `nil` to act as the caller.
        public var roleARN: String?
        /// The external id that the role's trust policy asks for.
        public var externalID: String?

        /// Creates an access.
        public init(region: String? = nil, roleARN: String? = nil, externalID: String? = nil) {
            self.region = region
            self.roleARN = roleARN
            self.externalID = externalID
        }
    }

    /// Whether the target is the account's public registry.
    ///
    /// Otherwise it is the private registry.
    public var isPublic: Bool
    /// The account and region of the registry.
    ///
    /// For a public registry the region has no meaning: there is one registry for all regions.
    public var access: Access
    /// The places where the images may be in use.
    ///
    /// `nil` means the registry's own place.
    public var usageFrom: [Access]?

    /// Creates a target.
    public init(isPublic: Bool = false, access: Access = Access(), usageFrom: [Access]? = nil) {
        self.isPublic = isPublic
        self.access = access
        self.usageFrom = usageFrom
    }

    /// The caller's private registry in the configured region.
    public static let own = Target()

    /// All places whose usage is read.
    public var usageAccess: [Access] { usageFrom ?? [access] }
}
