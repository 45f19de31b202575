import AWSClient

/// The settings of a target that runs an ECS task.
///
/// EventBridge's rules, its Scheduler and its Pipes have the same member.
struct ECSParameters: Decodable, Sendable {
    let taskDefinition: String

    private enum CodingKeys: String, CodingKey { case taskDefinition = "TaskDefinitionArn" }
}

extension Pins {
    /// Adds the task definition of a target, if the target runs a task.
    ///
    /// - Parameters:
    ///   - target: the target's ARN; `nil` if it was not told.
    ///   - parameters: the target's settings for a task, if it has some.
    /// - Throws: `AWSError` for a cluster of ECS without a task definition: the one that it starts might be in use.
    mutating func add(taskOf target: String?, _ parameters: ECSParameters?, from operation: String) throws {
        if let parameters { return try add(parameters.taskDefinition, from: operation) }
        guard ECSTarget.isCluster(target) else { return }
        throw AWSError(
            code: .malformedResponse, operation: operation,
            message: "the answer does not say which task definition the \(user) starts")
    }
}

/// The ARN of a target.
enum ECSTarget {
    /// Whether a target is a cluster or an operation of ECS; true if it is unknown.
    static func isOfECS(_ arn: String?) -> Bool {
        arn.map { $0.split(separator: ":", omittingEmptySubsequences: false).contains("ecs") } ?? true
    }

    /// Whether a target is a cluster of ECS, in which a task starts; true if it is unknown.
    static func isCluster(_ arn: String?) -> Bool { isOfECS(arn) && arn.map(isOperation) != true }

    /// Whether a target is an operation of ECS, such as `arn:aws:scheduler:::aws-sdk:ecs:runTask`.
    static func isOperation(_ arn: String) -> Bool { arn.contains(":aws-sdk:ecs:") }

    /// Whether a target is an operation that starts tasks.
    static func isTaskStart(_ arn: String) -> Bool {
        isOperation(arn) && [":runTask", ":startTask"].contains { arn.hasSuffix($0) }
    }
}
