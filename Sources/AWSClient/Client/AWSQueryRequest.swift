/// A request in the AWS query protocol: its parameters are sent as a form, and answered in XML.
///
/// - SeeAlso: [AWS query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)
public protocol AWSQueryRequest: Sendable {
    /// What the service answers with.
    associatedtype Response: AWSQueryResponse

    /// The operation's name, such as `GetCallerIdentity`.
    static var operation: String { get }

    /// The version of the service's API, which is a date.
    static var version: String { get }

    /// The parameters, without the operation and the version. A member of a list has its number in its name, as in
    /// `PolicyArns.member.1.arn`.
    var parameters: [(name: String, value: String)] { get }
}

/// What a service answers a request of the AWS query protocol with.
public protocol AWSQueryResponse: Sendable {
    /// Reads the element that is named after the operation, such as `GetCallerIdentityResult`.
    ///
    /// - Throws: where something is missing; then the call is tried again, since the answer may have been cut.
    init(result: XMLTree) throws
}
