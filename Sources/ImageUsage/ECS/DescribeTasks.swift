import AWSClient

/// A task, as ECS describes it.
struct ECSTask: Decodable, Sendable {
    struct Container: Decodable, Sendable {
        let image: String?
        let imageDigest: String?
    }

    let taskArn: String
    let taskDefinitionArn: String?
    let lastStatus: String?
    let containers: [Container]?

    /// Whether it runs, will run, or has not stopped yet.
    var isRunning: Bool { !["STOPPED", "DELETED"].contains(lastStatus) }

    /// Whether it says itself which images it has.
    var tellsItsImages: Bool {
        guard let containers, !containers.isEmpty else { return false }
        return containers.allSatisfy { $0.image != nil }
    }
}

extension ECSClient {
    /// The most tasks that one call describes.
    static let maximumTasks = 100

    /// Describes up to 100 tasks of a cluster (`DescribeTasks`).
    func describeTasks(_ tasks: [String], in cluster: String) async throws -> [ECSTask] {
        let answer = try await client.call(DescribeTasks(cluster: cluster, tasks: tasks))
        try answer.failures.check(DescribeTasks.operation, asked: tasks.count, described: answer.tasks.count)
        return answer.tasks
    }
}

private struct DescribeTasks: AWSJSONRequest, Encodable {
    static let operation = "DescribeTasks"

    let cluster: String
    let tasks: [String]

    struct Response: Decodable {
        let tasks: [ECSTask]
        let failures: [ECSFailure]?
    }
}
