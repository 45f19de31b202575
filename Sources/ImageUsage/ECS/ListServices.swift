import AWSClient

extension ECSClient {
    /// Lists a cluster's services, by their ARNs (`ListServices`).
    func listServices(in cluster: String) async throws -> [String] {
        try await all(ListServices.operation) { token in
            let answer = try await client.call(ListServices(cluster: cluster, nextToken: token))
            return (answer.serviceArns, answer.nextToken)
        }
    }
}

private struct ListServices: AWSJSONRequest, Encodable {
    static let operation = "ListServices"

    let cluster: String
    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        let serviceArns: [String]
        let nextToken: String?
    }
}
