import AWSClient

extension ECSClient {
    /// Lists a cluster's daemons, by their ARNs (`ListDaemons`).
    func listDaemons(in cluster: String) async throws -> [String] {
        try await all(ListDaemons.operation) { token in
            let answer = try await client.call(ListDaemons(clusterArn: cluster, nextToken: token))
            return (answer.daemonSummariesList.map(\.daemonArn), answer.nextToken)
        }
    }
}

private struct ListDaemons: AWSJSONRequest, Encodable {
    static let operation = "ListDaemons"

    let clusterArn: String
    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        struct Summary: Decodable { let daemonArn: String }

        let daemonSummariesList: [Summary]
        let nextToken: String?
    }
}
