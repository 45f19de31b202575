import AWSClient

/// A parameter of Systems Manager's.
struct Parameter: Sendable {
    /// The value, decrypted where it is stored encrypted.
    let value: String
    /// Whether the value may be a secret: everything but a plain `String` or `StringList`.
    let isSecure: Bool
}

extension SSMClient {
    /// Reads a parameter (`GetParameter`); the value of a secure one is decrypted.
    ///
    /// - Parameter name: the parameter's name or ARN, with `:` and a version or a label, if one is meant.
    /// - Throws: `AWSError`, with the code `ParameterNotFound` when there is no such parameter.
    func parameter(_ name: String) async throws -> Parameter {
        let answer = try await client.call(GetParameter(name: name, withDecryption: true)).parameter
        return Parameter(value: answer.value, isSecure: !["String", "StringList"].contains(answer.type))
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

        enum CodingKeys: String, CodingKey {
            case value = "Value"
            case type = "Type"
        }
    }
}
