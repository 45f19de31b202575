/// An operation of one of the services.
///
/// Its text is the operation's name, after the service's and a colon unless that is ECR: `DescribeImages`,
/// `ecr-public:DescribeImages`, `ecs:ListTasks`. Call counts, faults and hooks go by it.
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
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, let service = Service(rawValue: parts[0]) {
            self.init(parts[1], of: service)
        } else {
            self.init(text, of: .ecr)
        }
    }

    /// Creates an operation from its text.
    public init(stringLiteral text: String) { self.init(text) }

    /// Reads an `X-Amz-Target` header field: a service's prefix, a dot, and a name.
    init?(target: String) {
        guard let dot = target.firstIndex(of: "."),
            let service = Service.allCases.first(where: { $0.targetPrefix.map { $0 == target[..<dot] } ?? false })
        else { return nil }
        self.init(String(target[target.index(after: dot)...]), of: service)
    }

    /// The name, after the service's unless that is ECR.
    public var description: String { service == .ecr ? name : "\(service.rawValue):\(name)" }

    /// What a policy of IAM calls it.
    var action: String { "\(service.rawValue):\(name)" }

    /// Orders operations by their texts.
    public static func < (one: Operation, other: Operation) -> Bool { one.description < other.description }
}
