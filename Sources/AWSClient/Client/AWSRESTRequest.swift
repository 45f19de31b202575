public import Essentials

/// A request in the REST protocol with JSON bodies: the operation is a method and a path.
///
/// - SeeAlso: [AWS restJson1 protocol](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html)
public protocol AWSRESTRequest: Sendable {
    /// What the service answers with.
    associatedtype Response: Decodable & Sendable

    /// The operation's name, such as `ListFunctions`.
    static var operation: String { get }

    /// The path, such as `["2015-03-31", "functions", "my-function"]`: each part is encoded on its way.
    var path: [String] { get }

    /// The parameters of the query, in the order in which they are sent.
    var query: [(name: String, value: String)] { get }

    /// The body; with it the request is a `POST`, and without one a `GET`.
    ///
    /// - Throws: when it can't be encoded.
    func body() throws -> Data?
}

extension AWSRESTRequest {
    /// No parameters.
    public var query: [(name: String, value: String)] { [] }

    /// No body: a `GET`.
    public func body() throws -> Data? { nil }
}

extension AWSRESTRequest where Self: Encodable {
    /// The request itself as JSON: a `POST`.
    public func body() throws -> Data? { try JSONEncoder().encode(self) }
}
