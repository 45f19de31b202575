public import Essentials
public import HTTPTypes

/// A request in the REST protocol with JSON bodies.
///
/// The operation is a method and a path.
///
/// - SeeAlso: [AWS restJson1 protocol](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html)
public protocol AWSRESTRequest: Sendable {
    /// The decoded answer.
    associatedtype Response: Decodable & Sendable

    /// The operation's name, such as `ListFunctions`.
    static var operation: String { get }

    /// The path's parts, such as `["2015-03-31", "functions", "my-function"]`.
    ///
    /// Each part is percent-encoded when it is sent.
    var path: [String] { get }

    /// The query's parameters, in the order they are sent.
    var query: [(name: String, value: String)] { get }

    /// Whether the request is signed.
    ///
    /// For a request that is not, the client asks for no credentials. By default, every request is signed.
    static var isSigned: Bool { get }

    /// The header fields that the operation needs besides those of every call.
    ///
    /// Their values count as secrets: no error shows them. By default there are none.
    var headerFields: HTTPFields { get }

    /// The texts of the path, query or body that no error may show, such as tokens.
    ///
    /// By default there are none.
    var secrets: [String] { get }

    /// The body of a `POST`, or `nil` for a `GET`.
    ///
    /// - Throws: an error when the body can't be encoded.
    func body() throws -> Data?
}

extension AWSRESTRequest {
    /// No parameters.
    public var query: [(name: String, value: String)] { [] }

    /// Signed.
    public static var isSigned: Bool { true }

    /// No fields.
    public var headerFields: HTTPFields { [:] }

    /// No secrets.
    public var secrets: [String] { [] }

    /// No body: a `GET`.
    public func body() throws -> Data? { nil }
}

extension AWSRESTRequest where Self: Encodable {
    /// The request itself as JSON: a `POST`.
    public func body() throws -> Data? { try JSONEncoder().encode(self) }
}
