/// The sources, by their names in policies.
public enum UsageSourceName: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Amazon ECS: tasks, services and task definitions.
    case ecs
    /// AWS Lambda: functions from container images.
    case lambda
    /// EventBridge, its Scheduler and Pipes, and Step Functions: the task definitions that they start.
    case schedules
    /// Amazon EKS: pods and their definitions in clusters.
    case eks
    /// Amazon Inspector: images that it saw running, also in EKS.
    case inspector
    /// AWS Batch: active job definitions.
    case batch
    /// AWS CodeBuild: the images of projects.
    case codebuild

    /// Whether the first name sorts before the second.
    public static func < (one: UsageSourceName, other: UsageSourceName) -> Bool { one.rawValue < other.rawValue }
}
