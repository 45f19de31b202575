#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A request in the protocol AWS JSON 1.1.
///
/// What is encoded is the request's body; members that are `nil` are left out.
///
/// - SeeAlso: [AWS JSON 1.1 protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html)
public protocol AWSJSONRequest: Encodable, Sendable {
    /// What the service answers with. Members that it does not know are passed over.
    associatedtype Response: Sendable

    /// The operation's name, such as `DescribeImages`.
    static var operation: String { get }

    /// Reads the body of an answer.
    ///
    /// A response that is `Decodable` needs none of its own.
    ///
    /// - Throws: `DecodingError` or ``JSONFault`` when the body is not what it should be.
    static func response(from body: Data) throws -> Response
}

extension AWSJSONRequest where Response: Decodable {
    /// Decodes the body of an answer.
    public static func response(from body: Data) throws -> Response {
        try JSONDecoder().decode(Response.self, from: body)
    }
}
