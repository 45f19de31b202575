import Essentials
import HTTPTransport
import HTTPTypes

/// The code and the message of an error response.
///
/// Each protocol puts them elsewhere.
///
/// - SeeAlso: [AWS JSON 1.1 protocol: operation error serialization](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization),
///   [AWS query protocol: operation error serialization](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization)
struct ErrorResponse: Sendable, Hashable {
    let code: AWSError.Code
    var message: String

    /// The longest code that is accepted, in bytes.
    private static let longestCode = 200

    /// Reads an error response in AWS JSON.
    ///
    /// If the body can't be read, the HTTP status takes the place of the code and the message.
    init(json response: TransportResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: response.body)
        let status = response.head.status.code
        code =
            Self.code(in: response.head.headerFields[.errorType])
            ?? Self.code(in: body?.code)
            ?? Self.code(in: body?.type)
            ?? AWSError.Code("HTTP\(status)")
        message = body?.message ?? "HTTP status \(status)"
    }

    /// Reads an error response in the query protocol.
    ///
    /// If the body can't be read, the HTTP status takes the place of the code and the message.
    init(xml response: TransportResponse) {
        let document = try? XMLTree(document: response.body)
        self.init(
            document?.name == "ErrorResponse" ? try? document?.child("Error") : nil, response.head.status)
    }

    /// Reads an error response in the REST protocol with XML, whose document is the error itself.
    ///
    /// If the document is missing or another one, the HTTP status takes the place of the code and the message.
    init(restXML document: XMLTree?, _ status: HTTPResponse.Status) {
        self.init(document?.name == "Error" ? document : nil, status)
    }

    private init(_ error: XMLTree?, _ status: HTTPResponse.Status) {
        code = Self.code(in: try? error?.text(of: "Code")) ?? AWSError.Code("HTTP\(status.code)")
        message = (try? error?.text(of: "Message")) ?? "HTTP status \(status.code)"
    }

    /// Reduces `prefix#Code:http://…` to `Code`.
    private static func code(in text: String?) -> AWSError.Code? {
        guard let text else { return nil }
        let head = text.prefix { $0 != ":" }
        let start = head.lastIndex(of: "#").map(head.index(after:)) ?? head.startIndex
        let code = String(head[start...].trimming(while: \.isWhitespace))
        return code.isEmpty || code.utf8.count > longestCode ? nil : AWSError.Code(code)
    }

    /// The members that services use.
    ///
    /// A member of an unexpected type is ignored, so that the others can still be read.
    private struct Body: Decodable {
        let code: String?
        let type: String?
        let message: String?

        enum CodingKeys: String, CodingKey {
            case code
            case type = "__type"
            case message
            case capitalizedMessage = "Message"
            case errorDescription = "error_description"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            code = try? container.decode(String.self, forKey: .code)
            type = try? container.decode(String.self, forKey: .type)
            message = [CodingKeys.message, .capitalizedMessage, .errorDescription].lazy
                .compactMap { try? container.decode(String.self, forKey: $0) }
                .first { !$0.isEmpty }
        }
    }
}
