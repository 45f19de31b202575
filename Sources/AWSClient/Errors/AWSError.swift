/// Why a call to an AWS service came to nothing.
public struct AWSError: Error, Sendable, Hashable {
    /// What went wrong, as a service or this client calls it: an open set.
    public struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The text.
        public let description: String

        /// Creates a code from its text.
        public init(_ text: String) { description = text }
        /// Creates it from a literal.
        public init(stringLiteral text: String) { self.init(text) }

        /// No connection, or one that ended or timed out before the answer was complete.
        public static let connection: Code = "ConnectionError"
        /// The deadline passed before there was an answer.
        public static let deadline: Code = "DeadlineExceeded"
        /// The caller no longer wanted the request sent when its turn came; it was never sent.
        public static let outdated: Code = "Outdated"
        /// The service's answer is not what its specification says.
        public static let malformedResponse: Code = "MalformedResponse"
        /// There are no credentials to sign the request with.
        public static let credentials: Code = "NoCredentials"
        /// The signature could not be computed; the request was never sent.
        public static let signing: Code = "SigningFailed"
    }

    /// What went wrong.
    public let code: Code
    /// The operation that was called, such as `ecr:DescribeImages`: the name of the permission that it needs.
    public let operation: String
    /// What the service says about it, without secrets.
    public let message: String
    /// The HTTP status, where there was an answer.
    public let status: Int?
    /// What AWS Support asks for.
    public let requestID: String?
    /// How many times the request was sent.
    public let attempts: Int
    /// Whether another attempt was due, and the caller no longer wanted it sent.
    public internal(set) var isRetryLeft = false

    /// Creates an error.
    public init(
        code: Code, operation: String, message: String, status: Int? = nil, requestID: String? = nil, attempts: Int = 1
    ) {
        self.code = code
        self.operation = operation
        self.message = message
        self.status = status
        self.requestID = requestID
        self.attempts = attempts
    }

    /// What a person can do about it, where that is known from the code.
    public var advice: String? {
        switch code {
        case "AccessDeniedException", "AccessDenied":
            "allow \(operation) to the role or user that this runs as"
        case "ExpiredTokenException", "ExpiredToken":
            "the temporary credentials have ended: sign in again"
        case "UnrecognizedClientException", "InvalidClientTokenId":
            "the access key is not known to AWS: check the credentials, and their session token"
        case "InvalidSignatureException", "SignatureDoesNotMatch":
            "check the secret access key, and the machine's clock"
        case .connection:
            "check the network, the region, the proxy settings and any endpoint override"
        default: nil
        }
    }
}

extension AWSError: CustomStringConvertible {
    /// The text.
    public var description: String {
        var details: [String] = []
        if let status { details.append("HTTP \(status)") }
        if let requestID { details.append("request \(requestID)") }
        if attempts > 1 { details.append("\(attempts) attempts") }
        let trailer = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        let step = advice.map { ". To do: \($0)" } ?? ""
        return "\(operation): \(code): \(message)\(trailer)\(step)"
    }
}

extension AWSError {
    /// Whether the same call may fare better in a moment: the network failed, or the service, or it was throttled.
    public var isPassing: Bool {
        code == .connection || code == .malformedResponse || RetryErrorKind(code: code, status: status ?? 0) != nil
    }

    /// Whether the service asked for fewer calls, and so did nothing.
    public var isThrottling: Bool { RetryErrorKind(code: code, status: status ?? 0) == .throttling }
}
