import AWSClient

/// Why something is missing from an answer that describes several things: failures come inside a 200.
///
/// - SeeAlso: [API failure reasons](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html)
struct ECSFailure: Decodable, Sendable {
    let arn: String?
    let reason: String?
    let detail: String?
}

extension [ECSFailure]? {
    /// Makes sure that an answer is about everything that was asked for.
    ///
    /// What is `MISSING` ended, or was deleted, after it was listed. Anything else may hide an image that is in use.
    ///
    /// - Throws: `AWSError` for a failure with another reason, and for an answer that leaves things out.
    func check(_ operation: String, asked: Int, described: Int) throws {
        let failures = self ?? []
        if let failure = failures.first(where: { $0.reason != "MISSING" }) {
            let detail = failure.detail.map { ": \($0)" } ?? ""
            throw AWSError(
                code: AWSError.Code(failure.reason ?? "UnknownFailure"),
                operation: ECSClient.permission(for: operation),
                message: "\(failure.arn ?? "one of \(asked)") could not be described\(detail)", status: 200)
        }
        guard described + failures.count >= asked else {
            throw AWSError(
                code: .malformedResponse, operation: ECSClient.permission(for: operation),
                message: "asked for \(asked), the answer describes \(described) and says of \(failures.count) that "
                    + "they are missing", status: 200)
        }
    }
}
