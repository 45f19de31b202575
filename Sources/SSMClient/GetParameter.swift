import AWSClient

extension SSMClient {
    /// Reads a parameter's value (`GetParameter`); a secure one is decrypted.
    ///
    /// - Parameter name: the parameter's name or ARN, with `:` and a version or a label, if one is meant.
    /// - Throws: `AWSError`, with the code `ParameterNotFound` when there is no such parameter.
    public func parameter(_ name: String) async throws -> String {
        try await client.call(GetParameter(name: name, withDecryption: true)).parameter.value
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

        enum CodingKeys: String, CodingKey {
            case value = "Value"
        }
    }
}
