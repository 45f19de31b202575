/// The error of a request without a complete response.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an error, for callers that act on it.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The name of the kind, for logs.
        public let description: String

        /// The host's name has no address.
        public static let couldNotResolve = Kind(description: "couldNotResolve")
        /// The connection failed: refused, unreachable, or rejected by a proxy.
        public static let couldNotConnect = Kind(description: "couldNotConnect")
        /// The connection ended before the response was complete.
        ///
        /// The server may have acted on the request.
        public static let connectionLost = Kind(description: "connectionLost")
        /// The connect timeout or the total timeout expired.
        ///
        /// The server may have acted on the request.
        public static let timedOut = Kind(description: "timedOut")
        /// The server's certificate is not trusted, or the CA bundle can't be read.
        public static let untrusted = Kind(description: "untrusted")
        /// The body is larger than the request accepts.
        public static let responseTooLarge = Kind(description: "responseTooLarge")
        /// The server switched protocols, or sent an impossible interim response.
        ///
        /// The server may have acted on the request.
        public static let malformedResponse = Kind(description: "malformedResponse")
        /// The request's URL, method or a header field is not valid.
        public static let invalidRequest = Kind(description: "invalidRequest")
        /// Any other error.
        public static let other = Kind(description: "other")
    }

    /// The kind of the error.
    public let kind: Kind

    /// The request's host or address.
    public let host: String

    /// A sentence for a person, without secrets: it contains no header field and no query.
    public let message: String

    /// Creates an error.
    public init(_ kind: Kind, host: String, message: String) {
        self.kind = kind
        self.host = host
        self.message = message
    }

    /// The host and the message.
    public var description: String { "\(host): \(message)" }
}
