import AWSClient
import Essentials

extension ECSClient {
    /// Lists a cluster's running and stopped tasks by ARN (`ListTasks`).
    ///
    /// The stopped tasks are listed last. So a task that stops meanwhile appears in both lists, and never in neither.
    /// Pending tasks count as running; stopped tasks are listed for an hour.
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
