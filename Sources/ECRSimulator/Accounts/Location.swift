/// An account in a region.
public struct Location: Sendable, Hashable {
    /// The account's 12 digits.
    public let account: String
    /// The region's code.
    public let region: String

    /// Names an account in a region.
    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }

    /// The partition that the region belongs to, as ARNs name it.
    var partition: String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// The ARN of something here.
    func arn(_ service: String, _ resource: String) -> String {
        "arn:\(partition):\(service):\(region):\(account):\(resource)"
    }
}

/// The two kinds of registry.
enum RegistryKind: Sendable, Hashable {
    case ecr
    case ecrPublic

    /// The kind that a service serves; `nil` for those that have no images.
    init?(_ service: Service) {
        switch service {
        case .ecr: self = .ecr
        case .ecrPublic: self = .ecrPublic
        default: return nil
        }
    }
}

/// Which of the simulated registries: a private or a public one, and whose.
public struct RegistryAddress: Sendable, Hashable {
    let kind: RegistryKind
    /// Where it is; `nil` for the file's own account and region.
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

    /// The same registry, with its location.
    func resolved(in home: Location) -> RegistryAddress {
        if location != nil { return self }
        return kind == .ecr ? .ecr(home) : .ecrPublic(home.account)
    }
}
