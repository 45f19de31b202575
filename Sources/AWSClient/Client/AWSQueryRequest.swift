/// A request in the AWS query protocol.
///
/// Its parameters are sent as a form, and the answer is XML.
///
/// - SeeAlso: [AWS query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)
public protocol AWSQueryRequest: Sendable {
    /// The decoded answer.
    associatedtype Response: AWSQueryResponse

    /// The operation's name, such as `GetCallerIdentity`.
    static var operation: String { get }

    /// The version of the service's API, which is a date.
    static var version: String { get }

    /// Whether the request is signed.
    ///
    /// For a request that is not, the client asks for no credentials. By default, every request is signed.
    static var isSigned: Bool { get }

    /// The texts of the request that no error may show, such as tokens.
    ///
    /// By default there are none.
    var secrets: [String] { get }

    /// The parameters, without the operation and the version.
    ///
    /// A list's member has its number in its name, as in `PolicyArns.member.1.arn`.
    var parameters: [(name: String, value: String)] { get }
}

extension AWSQueryRequest {
    /// Signed.
    public static var isSigned: Bool { true }

    /// No secrets.
    public var secrets: [String] { [] }
}

/// An answer in the AWS query protocol.
public protocol AWSQueryResponse: Sendable {
    /// Reads the element that is named after the operation, such as `GetCallerIdentityResult`.
    ///
    /// - Throws: an error when something is missing. The call is then retried, since the answer may have been
    ///   truncated.
    init(result: XMLTree) throws
}
