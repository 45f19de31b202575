import AWSClient

/// A failure for one resource, inside an answer with status 200.
///
/// - SeeAlso: [API failure reasons](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html)
struct ECSFailure: Decodable, Sendable {
    let arn: String?
    let reason: String?
    let detail: String?
}

extension [ECSFailure]? {
    /// Checks that an answer covers every resource of the request.
    ///
    /// A `MISSING` resource ended, or was deleted, after it was listed. Any other failure may hide an image in use.
    ///
    /// - Throws: `AWSError` for any other failure, and for an answer that omits resources.
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
