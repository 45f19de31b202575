public import AWSClient

/// Something that knows which images are in use, in one account and region.
public protocol UsageSource: Sendable {
    /// What policies and summaries call it.
    var name: UsageSourceName { get }

    /// Reads all uses of images of ECR's, to the last page.
    ///
    /// What can't be read to its end is an error, never a shorter list: whatever is missing there would be deleted.
    ///
    /// - Parameter scope: the run that the calls belong to.
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    func uses(in scope: CallScope) async throws -> [ImageUse]
}

/// The sources there are, by the names that policies give them.
public enum UsageSourceName: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Amazon ECS: tasks, services and task definitions.
    case ecs
    /// AWS Lambda: functions that are container images.
    case lambda
    /// Amazon Inspector: images that it saw running, in EKS too.
    case inspector
    /// AWS Batch: active job definitions.
    case batch

    /// Whether one's name stands before another's.
    public static func < (one: UsageSourceName, other: UsageSourceName) -> Bool { one.rawValue < other.rawValue }
}
