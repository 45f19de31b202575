import AWSClient
import Essentials

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
    /// - Throws: `AWSError`, with the code `ParameterNotFound` if there is no such parameter.
    func parameter(_ name: String) async throws -> Parameter {
        let answer = try await client.call(GetParameter(name: name, withDecryption: true)).parameter
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
        let value: String
        let type: String?
        let version: Int?
        /// The time in seconds since 1970.
        let lastModified: Double?

        enum CodingKeys: String, CodingKey {
            case value = "Value"
            case type = "Type"
            case version = "Version"
            case lastModified = "LastModifiedDate"
        }
    }
}
