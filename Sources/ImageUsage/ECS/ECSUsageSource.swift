public import AWSClient
public import Essentials
public import ImageModel

/// The images that Amazon ECS uses, in tasks, services and task definitions.
///
/// - Tasks that run, will run, or stopped in the last hour. Each container counts by its digest once the image is
///   pulled.
/// - Services, by the digests of the revisions that have tasks or to which a rollback may return. If ECS has no digest,
///   they count by the image's name in the task definition.
/// - Task sets of services that another controller deploys: the description of a service has them.
/// - Daemons, by the digests of their current revisions and of those to which a rollback may return. If a revision lists
///   no images, those of its task definition count.
/// - Task definitions. Of each running family, they are the last revisions, and older revisions in use. Of every other
///   active family, it is the latest revision, since a schedule or a person may start it.
public struct ECSUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("ecs:ListClusters"),
        UsagePermission("ecs:ListTasks"),
        UsagePermission("ecs:DescribeTasks", on: "*"),
        UsagePermission("ecs:ListServices"),
        UsagePermission("ecs:DescribeServices", on: "*"),
        UsagePermission("ecs:DescribeServiceDeployments", on: "*"),
        UsagePermission("ecs:DescribeServiceRevisions", on: "*"),
        UsagePermission("ecs:ListDaemons"),
        UsagePermission("ecs:DescribeDaemon", on: "*"),
        UsagePermission("ecs:DescribeDaemonDeployments", on: "*"),
        UsagePermission("ecs:DescribeDaemonRevisions", on: "*"),
        UsagePermission("ecs:DescribeDaemonTaskDefinition", on: "*"),
        UsagePermission("ecs:ListTaskDefinitionFamilies"),
        UsagePermission("ecs:ListTaskDefinitions"),
        UsagePermission("ecs:DescribeTaskDefinition"),
    ]

    /// The name `ecs`.
    public var name: UsageSourceName { .ecs }

    private let client: AWSClient
    private let revisions: Int
    private let now: @Sendable () -> Date
    private let definitions: TaskDefinitionCache

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - client: the client of ECS, in the account and region to read.
    ///   - now: the machine's clock.
    ///   - revisions: the number of revisions of a running family that count as used, at least 1.
    ///   - definitions: the task definitions that are known already.
    public init(
        client: AWSClient, now: @escaping @Sendable () -> Date, revisions: Int = 3,
        definitions: TaskDefinitionCache = TaskDefinitionCache()
    ) {
        self.client = client
        self.now = now
        self.definitions = definitions
        self.revisions = max(1, revisions)
    }

    /// Reads all uses of ECR images, to the last page.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let ecs = ECSClient(client: client.scoped(to: context), definitions: definitions.definitions)
        // In this order, a workload that starts meanwhile comes from a resource that is read later.
        await definitions.definitions.load(in: context)
        var workloads = ECSWorkloads(readAt: now())
        let clusters = try await ecs.listClusters()
        workloads.tasks = try await ecs.tasks(in: clusters)
        workloads.services = try await ecs.services(in: clusters)
        workloads.revisions = try await ecs.revisions(of: workloads.services)
        workloads.daemonRevisions = try await ecs.daemonRevisions(in: clusters)
        workloads.definitions = try await ecs.definitions(for: workloads, newest: revisions)
        await definitions.definitions.save(in: context)
        return workloads.uses
    }
}
