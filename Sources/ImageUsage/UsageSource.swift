public import AWSClient
public import ImageModel

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
    func uses(in scope: CallContext) async throws -> [ImageUse]

    /// Reads all uses, and says of which repositories the source sees them.
    ///
    /// A source that sees those of every repository need not implement it.
    ///
    /// - Parameter scope: the run that the calls belong to.
    /// - Throws: what ``uses(in:)`` throws.
    func answer(in scope: CallContext) async throws -> UsageAnswer
}

extension UsageSource {
    /// Reads all uses, of every repository.
    public func answer(in scope: CallContext) async throws -> UsageAnswer {
        UsageAnswer(uses: try await uses(in: scope))
    }
}

/// What a source knows of uses, and of which repositories.
public struct UsageAnswer: Sendable {
    /// A repository of a registry.
    public struct Repository: Sendable, Hashable {
        /// The registry.
        public var registry: ImageReference.Registry
        /// The repository's name.
        public var name: RepositoryName

        /// Creates it.
        public init(_ name: RepositoryName, in registry: ImageReference.Registry) {
            (self.registry, self.name) = (registry, name)
        }
    }

    /// All uses that the source sees.
    public var uses: [ImageUse]
    /// The repositories of which it sees uses; `nil` for all.
    ///
    /// About the images of any other its silence says nothing.
    public var repositories: Set<Repository>?

    /// Creates an answer.
    public init(uses: [ImageUse], repositories: Set<Repository>? = nil) {
        (self.uses, self.repositories) = (uses, repositories)
    }
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
