import HTTPTransport
import HTTPTypes

/// Makes the errors of one attempt, without any secret and cut to a bounded size.
struct AttemptErrors {
    /// The permission that the operation needs: `ecr:DescribeImages`.
    let operation: String
    let number: Int
    /// The error of the attempt before.
    let earlier: AWSError?
    let redaction: Redaction

    /// The most characters that a message keeps: it goes into logs, and into a summary of limited size.
    static let longestMessage = 2_000

    /// The most characters that a request id keeps; S3's longest has 76.
    private static let longestRequestID = 100

    /// An error; a service may quote the request in any part of its answer, so every part is redacted.
    func error(_ code: AWSError.Code, _ message: String, _ response: TransportResponse? = nil) -> AWSError {
        let fields = response?.head.headerFields
        let requestID = fields?[.requestID] ?? fields?[.alternateRequestID]
        return AWSError(
            code: AWSError.Code(redaction.redacted(code.description)), operation: operation,
            message: redaction.redacted(message).shortened(to: Self.longestMessage),
            status: response?.head.status.code,
            requestID: requestID.map { redaction.redacted($0).shortened(to: Self.longestRequestID) },
            attempts: number
        ).after(earlier)
    }
}

extension String {
    /// The text, shortened to a length and an ellipsis if needed.
    fileprivate func shortened(to length: Int) -> String {
        let beginning = prefix(length)
        return beginning.endIndex == endIndex ? self : beginning + "…"
    }
}
