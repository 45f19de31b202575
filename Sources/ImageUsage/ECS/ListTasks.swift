import AWSClient

extension ECSClient {
    /// Lists a cluster's tasks, by their ARNs (`ListTasks`): those that are to run, and then those that are to stop or
    /// stopped in the last hour.
    ///
    /// In this order, so that a task that stops meanwhile stands in both lists and not in none. A task that is still
    /// pending is one that is to run.
    func listTasks(in cluster: String) async throws -> [String] {
        var tasks: [String] = []
        for status in ["RUNNING", "STOPPED"] {
            tasks += try await all(ListTasks.operation) { token in
                let answer = try await client.call(
                    ListTasks(cluster: cluster, desiredStatus: status, nextToken: token))
                return (answer.taskArns, answer.nextToken)
            }
        }
        return tasks.unique()
    }
}

private struct ListTasks: AWSJSONRequest, Encodable {
    static let operation = "ListTasks"

    let cluster: String
    let desiredStatus: String
    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        let taskArns: [String]
        let nextToken: String?
    }
}
