/// One of the two registries that AWS runs, each with an API of its own.
public enum Service: String, Sendable, Hashable, CaseIterable {
    /// Amazon ECR: private registries, one per account and region.
    case ecr
    /// Amazon ECR Public: no filters, no pull times, no archive.
    case ecrPublic = "ecr-public"

    /// What precedes the operation's name in `X-Amz-Target`.
    public var targetPrefix: String {
        switch self {
        case .ecr: "AmazonEC2ContainerRegistry_V20150921"
        case .ecrPublic: "SpencerFrontendService"
        }
    }

    /// The name that signatures are scoped to.
    public var signingName: String { rawValue }
}

/// An operation of one of the services.
///
/// Its text is the operation's name, after `ecr-public:` where it is one of ECR Public: `DescribeImages`,
/// `ecr-public:DescribeImages`. Call counts, faults and hooks go by it.
public struct Operation: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The service that it belongs to.
    public let service: Service
    /// Its name in the service's model.
    public let name: String

    /// Creates an operation from its service and its name.
    public init(_ name: String, of service: Service = .ecr) {
        self.service = service
        self.name = name
    }

    /// Creates an operation from its text.
    public init(_ text: String) {
        let prefix = "\(Service.ecrPublic.rawValue):"
        if text.hasPrefix(prefix) {
            self.init(String(text.dropFirst(prefix.count)), of: .ecrPublic)
        } else {
            self.init(text, of: .ecr)
        }
    }

    /// Creates an operation from its text.
    public init(stringLiteral text: String) { self.init(text) }

    /// Reads an `X-Amz-Target` header field: a service's prefix, a dot, and a name.
    init?(target: String) {
        guard let dot = target.firstIndex(of: "."),
            let service = Service.allCases.first(where: { $0.targetPrefix == target[..<dot] })
        else { return nil }
        self.init(String(target[target.index(after: dot)...]), of: service)
    }

    /// The name, after the service's where that is ECR Public.
    public var description: String { service == .ecr ? name : "\(service.rawValue):\(name)" }

    /// Orders operations by their texts.
    public static func < (one: Operation, other: Operation) -> Bool { one.description < other.description }
}
