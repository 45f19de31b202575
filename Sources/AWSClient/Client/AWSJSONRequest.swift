public import Essentials
import Formats

/// A request in the protocol AWS JSON, version 1.1 or 1.0.
///
/// - SeeAlso: [AWS JSON 1.1 protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html),
///   [AWS JSON 1.0 protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html)
public protocol AWSJSONRequest: Sendable {
    /// The decoded answer; unknown members are ignored.
    associatedtype Response: Sendable

    /// The operation's name, such as `DescribeImages`.
    static var operation: String { get }

    /// The version of the protocol, by default `1.1`.
    static var protocolVersion: String { get }

    /// Writes the request's body.
    ///
    /// Requests that are `Encodable` have a default implementation.
    func body() throws -> Data

    /// Reads the body of an answer.
    ///
    /// Responses that are `Decodable` have a default implementation.
    ///
    /// - Throws: `DecodingError` or `JSONError` when the body is malformed.
    static func response(from body: Data) throws -> Response
}

extension AWSJSONRequest {
    /// Version 1.1.
    public static var protocolVersion: String { "1.1" }
}

extension AWSJSONRequest where Self: Encodable {
    /// Encodes the request; members that are `nil` are left out.
    public func body() throws -> Data {
        try JSONEncoder().encode(self)
    }
}

extension Decodable {
    /// Decodes a JSON body in which no name stands twice in one object.
    ///
    /// `JSONDecoder` takes one of two values, and the other one may name what has to stay.
    init(strictly body: Data) throws {
        _ = try JSONValue(parsing: body)
        self = try JSONDecoder().decode(Self.self, from: body)
    }
}

extension AWSJSONRequest where Response: Decodable {
    /// Decodes the body of an answer.
    public static func response(from body: Data) throws -> Response {
        try Response(strictly: body)
    }
}
