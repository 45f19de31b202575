public import AWSClient

extension ECRClient {
    /// Lists the principals whose pulls leave `lastRecordedPullTime` unchanged, as ARNs, in pages
    /// (`ListPullTimeUpdateExclusions`).
    ///
    /// ECR Public lacks this list.
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
