import ImageModel

/// Questions about a target's ARN.
enum ECSTarget {
    /// Whether a target is a cluster or an operation of ECS; true if it is unknown.
    static func isOfECS(_ arn: String?) -> Bool { isCluster(arn) || arn.map(isOperation) == true }

    /// Whether a target is a cluster of ECS, in which a task starts; true if it is unknown.
    static func isCluster(_ arn: String?) -> Bool { arn.flatMap { ARN($0) }.map { $0.service == "ecs" } ?? true }

    /// Whether a target is an operation of ECS, such as `arn:aws:scheduler:::aws-sdk:ecs:runTask`.
    static func isOperation(_ arn: String) -> Bool { arn.contains(":aws-sdk:ecs:") }

    /// Whether a target is an operation that starts tasks.
    static func isTaskStart(_ arn: String) -> Bool {
        isOperation(arn) && [":runTask", ":startTask"].contains { arn.hasSuffix($0) }
    }
}
