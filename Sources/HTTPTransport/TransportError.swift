/// Why a request got no complete response.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as far as a caller may want to act on it.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The name of the kind, for logs.
        public let description: String

        /// The host's name has no address.
        public static let couldNotResolve = Kind(description: "couldNotResolve")
        /// No connection came about: refused, unreachable, or a proxy that would not.
        public static let couldNotConnect = Kind(description: "couldNotConnect")
        /// The connection ended before the response was complete.
        ///
        /// The server may have acted on the request.
        public static let connectionLost = Kind(description: "connectionLost")
        /// The connect timeout or the total timeout passed.
        ///
        /// The server may have acted on the request.
        public static let timedOut = Kind(description: "timedOut")
        /// The server's certificate is not trusted, or the CA bundle can't be read.
        public static let untrusted = Kind(description: "untrusted")
        /// The body is larger than the request accepts.
        public static let responseTooLarge = Kind(description: "responseTooLarge")
        /// The server switched to another protocol, or sent an interim response that can't be one.
        ///
        /// The server may have acted on the request.
        public static let malformedResponse = Kind(description: "malformedResponse")
        /// The request can't be sent as it is: its URL, method or a header field is not valid.
        public static let invalidRequest = Kind(description: "invalidRequest")
        /// Anything else.
        public static let other = Kind(description: "other")
    }

    /// What went wrong.
    public let kind: Kind

    /// The host (or address) that the request was for.
    public let host: String

    /// A sentence for a person, without secrets: no header field and no query is in it.
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
