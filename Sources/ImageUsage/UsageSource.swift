public import AWSClient
public import ImageModel

/// A source of the images in use, in one account and region.
public protocol UsageSource: Sendable {
    /// The permissions that the source's calls need, each named once.
    static var permissions: [UsagePermission] { get }

    /// The source's name in policies and summaries.
    var name: UsageSourceName { get }

    /// Reads all uses of ECR images, to the last page.
    ///
    /// An incomplete reading is an error, never a shorter list: a missing image could be deleted.
    ///
    /// - Parameter context: the run to which the calls belong.
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    func uses(in context: CallContext) async throws -> [ImageUse]

    /// Reads all uses, and the repositories for which the source is complete.
    ///
    /// A source that covers every repository has a default implementation.
    ///
    /// - Parameter context: the run to which the calls belong.
    /// - Throws: the same errors as ``uses(in:)``.
    func answer(in context: CallContext) async throws -> UsageAnswer
}

extension UsageSource {
    /// Reads all uses, of every repository.
    public func answer(in context: CallContext) async throws -> UsageAnswer {
        UsageAnswer(uses: try await uses(in: context))
    }
}

/// The uses that a source sees, and the repositories that it covers.
public struct UsageAnswer: Sendable {
    /// A repository of a registry.
    public struct Repository: Sendable, Hashable {
        /// The registry.
        public var registry: ImageReference.Registry
        /// The repository's name.
        public var name: RepositoryName

        /// Creates a repository.
        public init(_ name: RepositoryName, in registry: ImageReference.Registry) {
            (self.registry, self.name) = (registry, name)
        }
    }

    /// All uses that the source sees.
    public var uses: [ImageUse]
    /// The repositories whose uses the source sees; `nil` means all.
    ///
    /// For any other repository, the absence of uses proves nothing.
    public var repositories: Set<Repository>?
    /// The digests in use in any repository, each with a workload that uses it.
    ///
    /// The source knows that their content runs, but not from which repository it came.
    public var digests: [ImageDigest: String] = [:]
    /// The tags in use in any repository, each with a workload that uses it.
    ///
    /// The source found them without the repository's name.
    public var tags: [ImageTag: String] = [:]
    /// The EKS clusters that were read, by name; `nil` for other sources.
    public var clusters: Set<String>?

    /// Creates an answer.
    public init(uses: [ImageUse], repositories: Set<Repository>? = nil) {
        (self.uses, self.repositories) = (uses, repositories)
    }
}
