/// The name of a resource of AWS: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// Only the form is checked. Which parts may be empty depends on the service.
///
/// - SeeAlso: [Amazon Resource Names](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
public struct ARN: Sendable, Hashable, CustomStringConvertible {
    /// The partition's id, such as `aws-cn`.
    public var partition: String
    /// The service's namespace, such as `ecs`.
    public var service: String
    /// The region's code; empty for resources of all regions.
    public var region: String
    /// The account, usually as 12 digits; empty for resources of no account.
    public var account: String
    /// Everything behind the account, which may have further colons and slashes.
    public var resource: String

    /// Reads a text; `nil` if it is no ARN.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        partition = String(parts[1])
        service = String(parts[2])
        region = String(parts[3])
        account = String(parts[4])
        resource = String(parts[5])
    }

    /// The text.
    public var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

    /// The parts of the resource between slashes.
    public var resourceParts: [Substring] { resource.split(separator: "/", omittingEmptySubsequences: false) }

    /// The role of a session, without the role's path; `nil` unless the ARN is that of a role's session.
    ///
    /// STS names a session `assumed-role/ROLE/SESSION`.
    public var roleOfSession: ARN? {
        let parts = resourceParts
        guard service == "sts", parts.count == 3, parts[0] == "assumed-role", !parts[1].isEmpty else { return nil }
        var role = self
        (role.service, role.region, role.resource) = ("iam", "", "role/\(parts[1])")
        return role
    }
}
