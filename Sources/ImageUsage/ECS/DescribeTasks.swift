import AWSClient
import Essentials
import ImageModel

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
    /// The times of the task's start, in seconds since 1970.
    let createdAt, pullStartedAt, pullStoppedAt, startedAt: Double?

    /// Whether the task runs, will run, or has not stopped yet.
    var isRunning: Bool { !["STOPPED", "DELETED"].contains(lastStatus) }

    /// The longest time of a start, in seconds.
    ///
    /// After it, the creation time counts as the start.
    private static let longestStart = 3600.0

    /// The time at which the task resolved its images' tags.
    ///
    /// - Parameter now: the present time.
    func start(at now: Date) -> ImageUse.Start {
        if let startedAt { return ImageUse.Start(reportedAt: startedAt, now: now) }
        let created = ImageUse.Start(reportedAt: createdAt, now: now)
        guard ["PROVISIONING", "PENDING", "ACTIVATING"].contains(lastStatus), case .at(let time) = created else {
            return .unknown
        }
        // A pull in progress may have resolved the tag a moment ago.
        if pullStartedAt != nil {
            return pullStoppedAt.map { ImageUse.Start(reportedAt: $0, now: now) } ?? .at(now)
        }
        return now.timeIntervalSince(time) > Self.longestStart ? created : .pending
    }

    /// Whether nothing tells the images of a task that runs.
    var runsUnknownImages: Bool { isRunning && !tellsItsImages && taskDefinitionArn?.isEmpty ?? true }

    /// Whether the task lists its own images.
    var tellsItsImages: Bool { (containers ?? []).map(\.image).areAllTold }
}

extension [String?] {
    /// Whether there are images, and each has a name.
    var areAllTold: Bool { !isEmpty && allSatisfy { $0?.isEmpty == false } }
}

extension ECSClient {
    /// The most tasks that one call describes.
    static let maximumTasks = 100

    /// Describes up to 100 tasks of a cluster (`DescribeTasks`).
    func describeTasks(_ tasks: [String], in cluster: String) async throws -> [ECSTask] {
        let answer = try await client.call(DescribeTasks(cluster: cluster, tasks: tasks))
        try answer.failures.check(DescribeTasks.operation, asked: tasks.count, described: answer.tasks.count)
        if let task = answer.tasks.first(where: \.runsUnknownImages) {
            throw AWSError(
                code: .malformedResponse, operation: Self.permission(for: DescribeTasks.operation),
                message: "the answer shows neither the images nor the task definition of the ECS task \(task.taskArn): "
                    + "nothing tells what it runs")
        }
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
