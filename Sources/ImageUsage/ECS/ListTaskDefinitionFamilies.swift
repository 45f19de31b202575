import AWSClient

extension ECSClient {
    /// Lists the families that have an active revision (`ListTaskDefinitionFamilies`).
    func listActiveFamilies() async throws -> [String] {
        try await all(ListTaskDefinitionFamilies.operation) { token in
            let answer = try await client.call(ListTaskDefinitionFamilies(nextToken: token))
            return (answer.families, answer.nextToken)
        }
    }
}

private struct ListTaskDefinitionFamilies: AWSJSONRequest, Encodable {
    static let operation = "ListTaskDefinitionFamilies"

    let status = "ACTIVE"
    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        let families: [String]
        let nextToken: String?
    }
}
