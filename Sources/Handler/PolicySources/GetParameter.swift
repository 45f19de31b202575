import AWSClient
import Essentials
import ImageModel

/// A parameter of Systems Manager.
struct Parameter: Sendable {
    /// The value, decrypted if it is stored encrypted.
    let value: String
    /// Whether the value may be a secret.
    ///
    /// Only a plain `String` or `StringList` is not.
    let isSecure: Bool
    /// The number of the version; `nil` if the service does not tell it.
    let version: Int?
    /// The time of the last change; `nil` if the service does not tell it.
    let lastModified: Date?
}

extension SSMClient {
    /// Reads and decrypts a parameter (`GetParameter`).
    ///
    /// - Parameter name: the parameter's name or ARN, maybe with `:` and a version or a label.
    /// - Throws: `AWSError`, with the code `ParameterNotFound` if there is no such parameter. An answer about another
    ///   parameter or version is an error, too.
    func parameter(_ name: String) async throws -> Parameter {
        let answer = try await client.call(GetParameter(name: name, withDecryption: true)).parameter
        if let other = answer.other(than: ParameterName(name)) {
            throw AWSError(
                code: .malformedResponse, operation: "ssm:\(GetParameter.operation)",
                message: "the answer is about \(other), and \(name) was asked for")
        }
        return Parameter(
            value: answer.value, isSecure: !["String", "StringList"].contains(answer.type), version: answer.version,
            lastModified: answer.lastModified.map(Date.init(timeIntervalSince1970:)))
    }
}

private struct GetParameter: AWSJSONRequest, Encodable {
    static let operation = "GetParameter"

    let name: String
    let withDecryption: Bool

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case withDecryption = "WithDecryption"
    }

    struct Response: Decodable {
        let parameter: Parameter

        enum CodingKeys: String, CodingKey {
            case parameter = "Parameter"
        }
    }

    struct Parameter: Decodable {
        let name: String?
        let arn: String?
        let value: String
        let type: String?
        let version: Int?
        /// The time in seconds since 1970.
        let lastModified: Double?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case arn = "ARN"
            case value = "Value"
            case type = "Type"
            case version = "Version"
            case lastModified = "LastModifiedDate"
        }
    }
}

extension GetParameter.Parameter {
    /// The parameter in words, if it is another one than was asked for.
    ///
    /// Members that the answer leaves out are not compared.
    fileprivate func other(than asked: ParameterName) -> String? {
        if let arn, let wanted = asked.arn, arn != wanted { return "the parameter \(arn)" }
        let isNamed = name.map(asked.isNamed) ?? true
        let isOfVersion = version == nil || asked.version == nil || version == asked.version
        guard !isNamed || !isOfVersion else { return nil }
        let parameter = "the parameter \(name ?? asked.name)"
        return version.map { "the version \($0) of \(parameter)" } ?? parameter
    }
}

/// The name by which a parameter is asked for: a name or an ARN, maybe with a version or a label.
private struct ParameterName {
    /// The name or ARN without version and label.
    let name: String
    /// The number of the version that is asked for; `nil` for the latest, or that of a label.
    let version: Int?
    /// The ARN, if it is one.
    var arn: String? { ARN(name)?.description }

    init(_ text: String) {
        // A name has no colon; an ARN has five of its own.
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let count = text.hasPrefix("arn:") ? 6 : 1
        name = parts.prefix(count).joined(separator: ":")
        version = parts.count > count ? Int(parts[count]) : nil
    }

    /// Whether an answer's name is this one.
    ///
    /// An answer about an ARN has the ARN or the parameter's own name, which has a leading slash only if it is a path.
    func isNamed(_ answer: String) -> Bool {
        guard let arn = ARN(name) else { return answer == name }
        let path = arn.resource.drop { $0 != "/" }
        return answer == name || answer == path || answer == path.dropFirst()
    }
}
