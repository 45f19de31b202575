public import AWSClient
public import Essentials
public import ImageModel

/// The images that AWS Batch uses, in jobs and job definitions.
///
/// - Jobs that have not finished. A job keeps its images, also if its definition is inactive now. Batch does not tell
///   their digests: the tasks and pods of jobs are found with theirs by `ecs` and `eks`.
/// - Active job definitions, which do not run.
public struct BatchUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("batch:DescribeJobQueues"),
        UsagePermission("batch:ListJobs"),
        UsagePermission("batch:DescribeJobs"),
        UsagePermission("batch:DescribeJobDefinitions"),
    ]

    /// The name `batch`.
    public var name: UsageSourceName { .batch }

    private let client: AWSClient
    private let now: @Sendable () -> Date

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - client: the client of Batch, in the account and region to read.
    ///   - now: the machine's clock.
    public init(client: AWSClient, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.now = now
    }

    /// Reads all uses of ECR images, to the last page.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let batch = BatchClient(client: client.scoped(to: context))
        // In this order, a job that is submitted meanwhile comes from a definition that is read later.
        let jobs = try await batch.usesOfJobs(at: now())
        let definitions = try await batch.definitions()
        return jobs
            + (try definitions.flatMap { definition in
                try definition.images().compactMap {
                    ImageUse(image: $0, isRunning: false, user: "Batch job definition \(definition.jobDefinitionArn)")
                }
            })
    }
}
