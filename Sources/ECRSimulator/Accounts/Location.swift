/// An account in a region.
public struct Location: Sendable, Hashable {
    /// The account's 12 digits.
    public let account: String
    /// The region's code.
    public let region: String

    /// Creates a location.
    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }

    /// The region's partition, as in ARNs.
    var partition: String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// The ARN of a resource at this location.
    func arn(_ service: String, _ resource: String) -> String {
        "arn:\(partition):\(service):\(region):\(account):\(resource)"
    }
}

/// The two kinds of registry.
enum RegistryKind: Sendable, Hashable {
    case ecr
    case ecrPublic

    /// The kind of registry that a service serves; `nil` for other services.
    init?(_ service: Service) {
        switch service {
        case .ecr: self = .ecr
        case .ecrPublic: self = .ecrPublic
        default: return nil
        }
    }
}

/// The address of a simulated registry: private or public, and its location.
public struct RegistryAddress: Sendable, Hashable {
    let kind: RegistryKind
    /// The location; `nil` for the file's own account and region.
    let location: Location?

    /// The private registry of the file's own account and region.
    public static let ecr = RegistryAddress(kind: .ecr, location: nil)
    /// The public registry of the file's own account.
    public static let ecrPublic = RegistryAddress(kind: .ecrPublic, location: nil)

    /// The private registry of an account in a region.
    public static func ecr(_ location: Location) -> RegistryAddress { Self(kind: .ecr, location: location) }

    /// The public registry of an account.
    static func ecrPublic(_ account: String) -> RegistryAddress {
        Self(kind: .ecrPublic, location: Location(account: account, region: "us-east-1"))
    }

    /// The same address with its location.
    func resolved(in home: Location) -> RegistryAddress {
        if location != nil { return self }
        return kind == .ecr ? .ecr(home) : .ecrPublic(home.account)
    }
}
