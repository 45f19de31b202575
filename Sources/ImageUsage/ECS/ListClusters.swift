import AWSClient

extension ECSClient {
    /// Lists the clusters, by their ARNs (`ListClusters`).
    func listClusters() async throws -> [String] {
        try await all(ListClusters.operation) { token in
            let answer = try await client.call(ListClusters(nextToken: token))
            return (answer.clusterArns, answer.nextToken)
        }
    }
}

private struct ListClusters: AWSJSONRequest, Encodable {
    static let operation = "ListClusters"

    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        let clusterArns: [String]
        let nextToken: String?
    }
}
