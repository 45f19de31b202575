/// An error of a call to an AWS service.
public struct AWSError: Error, Sendable, Hashable {
    /// The kind of error, as a service or this client names it.
    ///
    /// Codes are an open set: unknown ones are kept.
    public struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The text.
        public let description: String

        /// Creates a code from its text.
        public init(_ text: String) { description = text }
        /// Creates a code from a literal.
        public init(stringLiteral text: String) { self.init(text) }

        /// A connection that failed or timed out before the answer was complete.
        public static let connection: Code = "ConnectionError"
        /// A deadline that passed before there was an answer.
        public static let deadline: Code = "DeadlineExceeded"
        /// A request that the caller withdrew before it was sent.
        public static let outdated: Code = "Outdated"
        /// An answer that violates the service's specification.
        public static let malformedResponse: Code = "MalformedResponse"
        /// An answer that is larger than the caller accepts.
        public static let tooLarge: Code = "ResponseTooLarge"
        /// A lack of credentials to sign the request with.
        public static let credentials: Code = "NoCredentials"
        /// A signature that could not be computed; nothing was sent.
        public static let signing: Code = "SigningFailed"
    }

    /// The kind of error.
    public let code: Code
    /// The called operation as its permission, such as `ecr:DescribeImages`.
    public let operation: String
    /// The service's message, without secrets.
    public let message: String
    /// The HTTP status, if there was an answer.
    public let status: Int?
    /// The request's id, which AWS Support asks for.
    public let requestID: String?
    /// The number of times the request was sent.
    public let attempts: Int
    /// Whether another attempt was due but the caller withdrew it.
    public internal(set) var isRetryLeft = false
    /// Whether the call may have taken effect although it failed.
    ///
    /// Then some attempt was sent, and the service neither refused nor throttled it.
    public internal(set) var mayHaveTakenEffect: Bool

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
        let isLost = [.connection, .malformedResponse, .tooLarge].contains(code)
        // A deadline has the status of the answer before it, which may be a refusal.
        let hasFailed = code != .deadline && RetryErrorKind(code: code, status: status ?? 0) == .transient
        mayHaveTakenEffect = attempts > 0 && (isLost || hasFailed)
    }

    /// The advice for the user, if the code suggests any.
    public var advice: String? {
        switch code {
        // S3 says so of an object whose key may not be used.
        case "AccessDenied" where message.contains("kms:Decrypt"):
            "allow kms:Decrypt, on the key that the message is about, to the role or user that this runs as"
        case "AccessDeniedException", "AccessDenied":
            "allow \(operation) to the role or user that this runs as"
        case "KmsAccessDeniedException":
            "allow kms:Decrypt, on the key that the message is about, to the role or user that this runs as"
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
    /// The operation, code, message, details and advice in one text.
    public var description: String { summary + (advice.map { ". To do: \($0)" } ?? "") }

    /// The description without the advice, for an error with its own next step.
    var summary: String {
        var details: [String] = []
        if let status { details.append("HTTP \(status)") }
        if let requestID { details.append("request \(requestID)") }
        if attempts > 1 { details.append("\(attempts) attempts") }
        let trailer = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        return "\(operation): \(code): \(message)\(trailer)"
    }
}

extension AWSError {
    /// Whether the same call may succeed in a moment.
    ///
    /// The network or the service failed, or the call was throttled.
    public var isPassing: Bool {
        code == .connection || code == .malformedResponse || RetryErrorKind(code: code, status: status ?? 0) != nil
    }

    /// Whether the caller lacks a permission.
    public var isDenial: Bool {
        ["AccessDenied", "NotAuthorized", "UnauthorizedOperation"].contains { code.description.hasPrefix($0) }
    }

    /// The same error with more text at the end of its message.
    public func adding(_ text: String) -> AWSError {
        var error = AWSError(
            code: code, operation: operation, message: message + text, status: status, requestID: requestID,
            attempts: attempts)
        error.isRetryLeft = isRetryLeft
        error.mayHaveTakenEffect = mayHaveTakenEffect
        return error
    }

    /// The error of an attempt that followed another attempt of the same call.
    func after(_ earlier: AWSError?) -> AWSError {
        var error = self
        error.mayHaveTakenEffect = mayHaveTakenEffect || earlier?.mayHaveTakenEffect == true
        return error
    }

    /// Whether the service asked for fewer calls and did nothing.
    public var isThrottling: Bool { RetryErrorKind(code: code, status: status ?? 0) == .throttling }
}
