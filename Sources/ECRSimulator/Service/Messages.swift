import Essentials

/// ECR's `ImageIdentifier`: a digest, a tag, or both.
struct ImageID: Codable, Sendable, Hashable {
    var imageDigest: String?
    var imageTag: String?
}

/// ECR's `ImageFailure`: why an image of a batch was left unchanged.
struct ImageFailure: Encodable, Sendable, Hashable {
    var imageId: ImageID
    var failureCode: String
    var failureReason: String
}

/// The decoder and encoder of AWS JSON 1.1 bodies.
///
/// - SeeAlso: [Smithy: AWS JSON 1.1 protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html)
enum Message {
    /// Decodes a request.
    ///
    /// As in AWS, members unknown to the model are ignored.
    static func decode<Request: Decodable>(_ type: Request.Type = Request.self, from body: Data) throws -> Request {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch DecodingError.keyNotFound(let key, let context) {
            throw ServiceError.invalidParameter(
                path(context.codingPath + [key]), "Member must not be null")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw ServiceError(
                code: "SerializationException", message: "Member '\(path(context.codingPath))' has the wrong type")
        } catch is DecodingError {
            throw ServiceError(code: "SerializationException", message: "The request's body is not valid JSON")
        }
    }

    /// Encodes an answer.
    static func encode(_ answer: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .secondsSince1970
        return try encoder.encode(answer)
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
    }
}
