import AWSClient

/// A client of Amazon SNS, for messages to a topic.
///
/// - SeeAlso: [Amazon SNS API reference](https://docs.aws.amazon.com/sns/latest/api/Welcome.html)
struct SNSClient: Sendable {
    /// The client of SNS, in the topic's region.
    let client: AWSClient

    /// Sends a message to a topic (`Publish`).
    ///
    /// - Parameters:
    ///   - subject: fewer than 100 ASCII characters on one line; `nil` for none.
    ///   - message: at most 256 KB.
    /// - Throws: `AWSError`.
    func publish(_ message: String, subject: String?, to topicARN: String, in context: CallContext) async throws {
        _ = try await client.scoped(to: context)
            .call(Publish(topicARN: topicARN, subject: subject, message: message))
    }
}

private struct Publish: AWSQueryRequest {
    static let operation = "Publish"
    static let version = "2010-03-31"

    let topicARN: String
    let subject: String?
    let message: String

    var parameters: [(name: String, value: String)] {
        [(name: "TopicArn", value: topicARN), (name: "Message", value: message)]
            + (subject.map { [(name: "Subject", value: $0)] } ?? [])
    }

    struct Response: AWSQueryResponse {
        init(result: XMLTree) {}
    }
}
