public import AWSClient

extension ECRClient {
    /// Lists the principals whose pulls leave pull times unchanged, in pages.
    ///
    /// The operation `ListPullTimeUpdateExclusions` gives them as ARNs. Their pulls don't change
    /// `lastRecordedPullTime`. ECR Public lacks this list.
    public func listPullTimeUpdateExclusions() -> PageSequence<[String]> {
        PageSequence(operation: permission(for: ListPullTimeUpdateExclusions.operation)) { [self] token in
            try requirePrivateRegistry(for: ListPullTimeUpdateExclusions.operation)
            let answer = try await client.call(ListPullTimeUpdateExclusions(maxResults: pageSize, nextToken: token))
            return (answer.pullTimeUpdateExclusions ?? [], answer.nextToken)
        }
    }
}

private struct ListPullTimeUpdateExclusions: AWSJSONRequest, Encodable {
    static let operation = "ListPullTimeUpdateExclusions"

    let maxResults: Int
    let nextToken: String?

    struct Response: Decodable {
        let pullTimeUpdateExclusions: [String]?
        let nextToken: String?
    }
}
