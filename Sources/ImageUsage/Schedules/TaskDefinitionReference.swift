import Essentials
import ImageModel

/// A task definition as a schedule names it, with or without a revision.
struct TaskDefinitionReference: Sendable, Hashable {
    /// The account and region: `arn:PARTITION:ecs:REGION:ACCOUNT`.
    let location: String
    let family: String
    /// The revision; `nil` for the latest one.
    let revision: Int?

    /// Reads an ARN with or without a revision, `FAMILY`, or `FAMILY:REVISION`; `nil` for any other text.
    ///
    /// - Parameter owner: the ARN of the resource that names the definition. A name without an ARN is of its account
    ///   and region.
    init?(_ text: some StringProtocol, in owner: String) {
        guard text.hasPrefix("arn:") else {
            guard let location = Self.location(of: owner) else { return nil }
            self.init(name: text, at: location)
            return
        }
        guard let parts = ARN(text)?.resourceParts, parts.count == 2, parts[0] == "task-definition",
            let location = Self.location(of: text)
        else { return nil }
        self.init(name: parts[1], at: location)
    }

    private init?(name: some StringProtocol, at location: String) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts[0].utf8.allSatisfy(Self.isAllowedInFamily) else {
            return nil
        }
        self.location = location
        family = String(parts[0])
        guard parts.count == 2 else {
            revision = nil
            return
        }
        guard let revision = Int32(parts[1]), revision > 0 else { return nil }
        self.revision = Int(revision)
    }

    /// Whether the definition is of the account and region of the resource with an ARN.
    func isInPlace(of owner: String) -> Bool { location == Self.location(of: owner) }

    /// The name that ECS describes the definition by.
    ///
    /// A family alone is described by its latest active revision.
    func name(in owner: String) -> String {
        if let revision { return "\(location):task-definition/\(family):\(revision)" }
        return isInPlace(of: owner) ? family : "\(location):task-definition/\(family)"
    }

    static func isAllowedInFamily(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "_-".utf8.contains(byte)
    }

    /// The account and region of a resource, as the beginning of ECS's ARNs there.
    private static func location(of arn: some StringProtocol) -> String? {
        guard let arn = ARN(arn), !arn.region.isEmpty, !arn.account.isEmpty else { return nil }
        return "arn:\(arn.partition):ecs:\(arn.region):\(arn.account)"
    }
}

extension TaskDefinitionReference: CustomStringConvertible {
    var description: String {
        "\(location):task-definition/\(family)" + (revision.map { ":\($0)" } ?? "")
    }
}
