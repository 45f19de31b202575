import Testing

@testable import AWSClient

@Suite("Errors that a retry may overcome")
struct RetryErrorKindTests {
    @Test(
        "are throttling by these codes, whatever the status is",
        arguments: [
            "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
            "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
            "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
            "TooManyRequestsException", "TransactionInProgressException",
        ], [200, 400, 403, 429, 500, 503])
    func throttling(code: String, status: Int) {
        #expect(RetryErrorKind(code: AWSError.Code(code), status: status) == .throttling)
    }

    @Test(
        "are transient by these codes",
        arguments: ["IDPCommunicationError", "RequestTimeout", "RequestTimeoutException"], [400, 408, 500])
    func transient(code: String, status: Int) {
        #expect(RetryErrorKind(code: AWSError.Code(code), status: status) == .transient)
    }

    @Test("are told by the status where the code says nothing")
    func statuses() {
        for status in 300...999 {
            let expected: RetryErrorKind? =
                switch status {
                case 429: .throttling
                case 500, 502, 503, 504: .transient
                default: nil
                }
            #expect(RetryErrorKind(code: "SomethingNew", status: status) == expected, "\(status)")
        }
    }

    @Test(
        "are not what would only come again, in any spelling",
        arguments: [
            "AccessDeniedException", "ExpiredTokenException", "ImageNotFoundException", "InvalidParameterException",
            "RepositoryNotFoundException", "UnrecognizedClientException", "throttlingexception", "ThrottlingExceptions",
            "", " ThrottlingException",
        ])
    func lasting(code: String) {
        #expect(RetryErrorKind(code: AWSError.Code(code), status: 400) == nil)
    }

    @Test(
        "are told from an error, too",
        arguments: [
            (AWSError.Code.connection, nil, true), (.malformedResponse, 200, true), ("ThrottlingException", 400, true),
            ("Whatever", 503, true), (.deadline, nil, false), (.credentials, nil, false),
            ("AccessDeniedException", 400, false),
        ] as [(AWSError.Code, Int?, Bool)])
    func errors(code: AWSError.Code, status: Int?, passes: Bool) {
        #expect(AWSError(code: code, operation: "ecr:Echo", message: "", status: status).isPassing == passes)
    }
}
