/// A request in the protocol AWS JSON 1.1.
///
/// What is encoded is the request's body; members that are `nil` are left out.
///
/// - SeeAlso: [AWS JSON 1.1 protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html)
public protocol AWSJSONRequest: Encodable, Sendable {
    /// What the service answers with. Members that it does not know are passed over.
    associatedtype Response: Decodable, Sendable

    /// The operation's name, such as `DescribeImages`.
    static var operation: String { get }
}
