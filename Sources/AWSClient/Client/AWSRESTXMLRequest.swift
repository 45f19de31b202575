public import Essentials
public import HTTPTransport
public import HTTPTypes
public import ImageModel

/// A request in the REST protocol with XML answers, which is S3's.
///
/// - SeeAlso: [AWS restXml protocol](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html)
public protocol AWSRESTXMLRequest: Sendable {
    /// The decoded answer.
    associatedtype Response: Sendable

    /// The operation's name, such as `GetObject`.
    static var operation: String { get }

    /// The name of the permission that the operation needs, such as `GetObject`.
    ///
    /// By default it is the operation's name.
    static var action: String { get }

    /// The method.
    var method: HTTPRequest.Method { get }

    /// The query's parameters, in the order they are sent.
    var query: [(name: String, value: String)] { get }

    /// The header fields that the operation needs besides those of every call.
    var headerFields: HTTPFields { get }

    /// The bytes to send; empty by default.
    var body: Data { get }

    /// The largest body of an answer that is accepted, in bytes.
    ///
    /// A larger one ends the call with ``AWSError/Code/tooLarge``. By default it is 64 MiB.
    var maximumResponseSize: Int { get }

    /// The authority and the path to send the request to.
    ///
    /// The path is percent-encoded and sent as it is.
    func target(at endpoint: Endpoint) -> (authority: String, path: String)

    /// Reads an answer.
    ///
    /// - Throws: an error when something is missing or wrong. The call is then retried, since the answer may have been
    ///   truncated.
    func response(from response: TransportResponse) throws -> Response

    /// The message about an error response, by default the service's own.
    ///
    /// - Parameter region: the region that the request was signed for.
    func message(for failure: AWSRESTXMLFailure, region: Region) -> String
}

/// An error response in the REST protocol with XML answers.
public struct AWSRESTXMLFailure: Sendable {
    /// The kind of error.
    public let code: AWSError.Code
    /// The service's message.
    public let message: String
    /// The response's status and header fields.
    public let head: HTTPResponse
    /// The error document, if there is one.
    public let document: XMLTree?
}

extension AWSRESTXMLRequest {
    /// The operation's name.
    public static var action: String { operation }

    /// No parameters.
    public var query: [(name: String, value: String)] { [] }

    /// No fields.
    public var headerFields: HTTPFields { [:] }

    /// No body.
    public var body: Data { Data() }

    /// 64 MiB.
    public var maximumResponseSize: Int { 64 << 20 }

    /// The service's message.
    public func message(for failure: AWSRESTXMLFailure, region: Region) -> String { failure.message }
}
