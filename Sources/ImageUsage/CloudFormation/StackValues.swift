import ImageModel

/// The values that a stack's template refers to by name.
struct StackValues: Sendable {
    /// The text for a part that is not known, which no template has.
    static let unknown = "\0"

    /// A name that no repository has, since it is not in lower case.
    static let uncreated = "NOT-CREATED"

    /// The text that CloudFormation shows in place of a secret parameter.
    private static let mask = "****"

    /// The values by name: of parameters, and of pseudo parameters such as `AWS::Region`.
    private var values: [String: String]
    /// The names of the stack's own repositories, by their ids in the template.
    private var ownRepositories: [String: String] = [:]
    /// The values that stacks export, by the names of the exports.
    private let exports: [String: String]

    init(of stack: Stack, exports: [String: String]) {
        self.exports = exports
        values = Dictionary(stack.parameters.map { ($0.key, $0.value == Self.mask ? Self.unknown : $0.value) }) { $1 }
        guard let arn = ARN(stack.id) else { return }
        values["AWS::Partition"] = arn.partition
        values["AWS::Region"] = arn.region
        values["AWS::AccountId"] = arn.account
        values["AWS::StackId"] = stack.id
        values["AWS::StackName"] = arn.resourceParts.dropFirst().first.map(String.init)
        values["AWS::URLSuffix"] = Region(arn.region).map { Partition.containing($0).dnsSuffix }
    }

    /// The value of a name, or of an attribute such as `Repository.Arn`; unknown for other resources.
    subscript(name: String) -> String {
        values[name] ?? (name.hasSuffix(".RepositoryUri") ? Self.unknownRepository : Self.unknown)
    }

    /// The stack's own repository of an id in the template, with its host.
    func ownRepository(_ id: String) -> String? { ownRepositories[id].map { "\(registryHost)/\($0)" } }

    /// The exported value of a name.
    subscript(export name: String) -> String { exports[name] ?? Self.unknown }

    /// The host name of the private registry in the stack's account and region.
    var registryHost: String { "\(self["AWS::AccountId"]).dkr.ecr.\(self["AWS::Region"]).\(self["AWS::URLSuffix"])" }

    /// A repository with an unknown registry and an unknown name.
    static let unknownRepository = "\(unknown).dkr.ecr.\(unknown)/\(unknown)"

    /// The values of a repository in the template.
    ///
    /// - Parameters:
    ///   - id: the resource's name in the template.
    ///   - name: the repository's name.
    func adding(repository id: String, name: String) -> StackValues {
        let owner = "arn:\(self["AWS::Partition"]):ecr:\(self["AWS::Region"]):\(self["AWS::AccountId"])"
        var all = adding([
            id: name, id + ".RepositoryUri": "\(registryHost)/\(name)", id + ".Arn": "\(owner):repository/\(name)",
        ])
        all.ownRepositories[id] = name
        return all
    }

    /// The same values, and some that take precedence.
    func adding(_ more: [String: String]) -> StackValues {
        var all = self
        all.values.merge(more) { $1 }
        return all
    }

    /// A text with each `${Name}` replaced, as by `Fn::Sub`.
    ///
    /// `${!Name}` stands for `${Name}` itself. The result is `nil` if it has more bytes than a limit.
    func substituted(in text: String, upTo limit: Int) -> String? {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map {
            Substring($0)
        }
        var result = String(parts[0])
        for part in parts.dropFirst() {
            if part.hasPrefix("{"), let end = part.utf8.firstIndex(of: UInt8(ascii: "}")) {
                let name = part[..<end].dropFirst()
                result += name.hasPrefix("!") ? "${\(name.dropFirst())}" : self[String(name)]
                result += part[end...].dropFirst()
            } else {
                result += "$" + part
            }
            guard result.utf8.count <= limit else { return nil }
        }
        return result
    }
}
