/// A passing fault, which the same request may not meet again.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
enum RetryErrorKind: Sendable, Hashable {
    /// A failure of the network or the service.
    ///
    /// Examples are a lost connection, a timeout, a 5xx status and a truncated body.
    case transient
    /// The service asks for fewer calls.
    case throttling

    /// Classifies an error response; `nil` if a retry would not help.
    init?(code: AWSError.Code, status: Int) {
        if Self.throttlingCodes.contains(code) || status == 429 {
            self = .throttling
        } else if Self.transientCodes.contains(code) || [500, 502, 503, 504].contains(status) {
            self = .transient
        } else {
            return nil
        }
    }

    // `LimitExceededException` is also ECR's code for an exceeded quota. This program's requests use up no quota, so
    // from the operations it calls the code can only mean too many calls.
    private static let throttlingCodes: Set<AWSError.Code> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]

    // STS answers with `IDPCommunicationError` when it can't reach the identity provider of a token.
    private static let transientCodes: Set<AWSError.Code> = [
        "IDPCommunicationError", "RequestTimeout", "RequestTimeoutException",
    ]
}
