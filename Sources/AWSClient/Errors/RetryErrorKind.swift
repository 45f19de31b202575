/// A passing fault: one that the same request may not meet again.
///
/// - SeeAlso: [AWS SDKs and Tools Reference Guide: retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
enum RetryErrorKind: Sendable, Hashable {
    /// The network or the service failed: a lost connection, a timeout, a 5xx, a body that was cut.
    case transient
    /// The service asks for fewer calls.
    case throttling

    /// Judges an answer that is not a success, or returns `nil` for an error that would only come again.
    init?(code: AWSError.Code, status: Int) {
        if Self.throttlingCodes.contains(code) || status == 429 {
            self = .throttling
        } else if Self.transientCodes.contains(code) || [500, 502, 503, 504].contains(status) {
            self = .transient
        } else {
            return nil
        }
    }

    // `LimitExceededException` is also what ECR calls an exceeded quota. Nothing that this program sends uses up a
    // quota, so that from the operations it calls the code can only mean too many calls.
    private static let throttlingCodes: Set<AWSError.Code> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]

    private static let transientCodes: Set<AWSError.Code> = ["RequestTimeout", "RequestTimeoutException"]
}
