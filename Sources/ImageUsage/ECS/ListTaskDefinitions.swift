import AWSClient

extension ECSClient {
    /// Lists the newest active revisions of a family, by their ARNs (`ListTaskDefinitions`).
    ///
    /// The listing stops at the page that completes the newest revisions, since a family may have thousands.
    func listTaskDefinitions(of family: String, newest count: Int) async throws -> [String] {
        let pages = PageSequence(operation: Self.permission(for: ListTaskDefinitions.operation)) { token in
            let answer = try await client.call(
                ListTaskDefinitions(
                    familyPrefix: family, maxResults: min(count, Self.maximumPageSize), nextToken: token))
            return (answer.taskDefinitionArns, answer.nextToken)
        }
        var names: [TaskDefinitionName] = []
        var progress = pages.progress
        for try await page in pages {
            try progress.notePage(of: page)
            // Despite the name `familyPrefix`, ECS documents the filter as the full family name.
            names += page.compactMap(TaskDefinitionName.init).filter { $0.family == family }
            if names.count >= count { break }
        }
        return names.sorted { $0.revision > $1.revision }.prefix(count).map(\.arn)
    }
}

/// Lists the ARNs of active revisions, the newest of a family first.
struct ListTaskDefinitions: AWSJSONRequest, Encodable {
    static let operation = "ListTaskDefinitions"

    /// The family; all families if `nil`.
    let familyPrefix: String?
    let status = "ACTIVE"
    let sort = "DESC"
    let maxResults: Int
    let nextToken: String?

    struct Response: Decodable {
        let taskDefinitionArns: [String]
        let nextToken: String?
    }
}
