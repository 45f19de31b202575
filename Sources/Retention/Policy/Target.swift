/// A registry that is cleaned, and where its images may be in use.
public struct Target: Sendable, Hashable {
    /// An account and region in which workloads run.
    public struct Access: Sendable, Hashable {
        /// The code of the region; `nil` for the one that the program is configured with.
        public var region: String?
        /// The role that is assumed there; `nil` to act as the caller.
        public var roleARN: String?
        /// What the role's trust policy asks for.
        public var externalID: String?

        /// Creates an access.
        public init(region: String? = nil, roleARN: String? = nil, externalID: String? = nil) {
            self.region = region
            self.roleARN = roleARN
            self.externalID = externalID
        }
    }

    /// Whether it is the public registry of the account, and not the private one.
    public var isPublic: Bool
    /// Where the registry is.
    ///
    /// Of a public registry the region says nothing: there is one for all.
    public var access: Access
    /// Where its images may be in use; `nil` for the registry's own place.
    public var usageFrom: [Access]?

    /// Creates a target.
    public init(isPublic: Bool = false, access: Access = Access(), usageFrom: [Access]? = nil) {
        self.isPublic = isPublic
        self.access = access
        self.usageFrom = usageFrom
    }

    /// The private registry of the caller, in the region that the program is configured with.
    public static let own = Target()

    /// All places that are asked for uses.
    public var usageAccess: [Access] { usageFrom ?? [access] }
}
