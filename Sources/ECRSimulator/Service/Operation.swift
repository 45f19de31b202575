/// An operation of one of the services.
///
/// Its text is its name, after the service and a colon unless the service is ECR: `DescribeImages`,
/// `ecr-public:DescribeImages`, `ecs:ListTasks`. Call counts, faults and hooks use this text.
public struct Operation: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The operation's service.
    public let service: Service
    /// The operation's name in the service's model.
    public let name: String

    /// Creates an operation from its service and name.
    public init(_ name: String, of service: Service = .ecr) {
        self.service = service
        self.name = name
    }

    /// Creates an operation from its text.
    public init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, let service = Service(rawValue: parts[0]) {
            self.init(parts[1], of: service)
        } else {
            self.init(text, of: .ecr)
        }
    }

    /// Creates an operation from its text.
    public init(stringLiteral text: String) { self.init(text) }

    /// Reads an `X-Amz-Target` header field.
    ///
    /// Its text is a service's prefix, a dot, and the operation's name.
    init?(target: String) {
        guard let dot = target.firstIndex(of: "."),
            let service = Service.allCases.first(where: { $0.targetPrefix.map { $0 == target[..<dot] } ?? false })
        else { return nil }
        self.init(String(target[target.index(after: dot)...]), of: service)
    }

    /// The name, after the service unless the service is ECR.
    public var description: String { service == .ecr ? name : "\(service.rawValue):\(name)" }

    /// The action's name in IAM policies.
    var action: String { "\(service.rawValue):\(name)" }

    /// Whether the first operation's text sorts before the second's.
    public static func < (one: Operation, other: Operation) -> Bool { one.description < other.description }
}
