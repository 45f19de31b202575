public import AWSClient
import Essentials
public import HTTPTransport
public import ImageModel
import Synchronization

/// The images that workloads in EKS clusters use, from each cluster's Kubernetes API.
///
/// - Pods, by the digests that their nodes report and by the names in their specifications. A digest counts in every
///   repository: a node may report the same content under another repository's name.
/// - Definitions of pods, by name: controllers of all kinds, their old revisions, and known custom resources.
///
/// If any cluster can't be read to the end, the source fails. Each cluster needs an access entry.
///
/// - SeeAlso: [EKS access entries](https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html)
public struct EKSUsageSource: UsageSource {
    /// The most clusters that are read at a time.
    ///
    /// A page of pods may take 10 MB, and a function has 128 MB in all.
    private static let width = 4

    private let eks: EKSClient
    private let sts: STSClient?
    private let access: KubernetesAccess
    private let isSelected: @Sendable (String) -> Bool

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - eks: the client of EKS, in the account and region to read.
    ///   - sts: the client that tells who calls, for errors.
    ///   - access: the means to reach clusters.
    ///   - isSelected: whether a cluster is read, by its name.
    public init(
        eks: EKSClient, sts: STSClient?, access: KubernetesAccess,
        isSelected: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.eks = eks
        self.sts = sts
        self.access = access
        self.isSelected = isSelected
    }

    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("eks:ListClusters"),
        UsagePermission("eks:DescribeCluster", on: "cluster/*"),
    ]

    /// The name `eks`.
    public var name: UsageSourceName { .eks }

    /// Reads the uses of ECR images by name.
    public func uses(in context: CallContext) async throws -> [ImageUse] { try await answer(in: context).uses }

    /// Reads the uses by name, and the digests in use under any name.
    ///
    /// - Throws: `AWSError`, which names the cluster and what to grant. `CancellationError` when the task was cancelled.
    public func answer(in context: CallContext) async throws -> UsageAnswer {
        let eks = eks.scoped(to: context)
        let names = try await eks.clusterNames().filter(isSelected)
        let collected = Mutex(CollectedUses())
        _ = try await names.concurrentMap(width: Self.width) { name in
            try await readUses(inCluster: name, eks, context) { uses in collected.withLock { $0.add(uses) } }
        }
        var answer = collected.withLock(\.answer)
        answer.clusters = Set(names)
        return answer
    }

    /// Reads the uses in a cluster, and hands over those of each resource.
    private func readUses(
        inCluster name: String, _ eks: EKSClient, _ context: CallContext, _ collect: ([KubernetesUses]) -> Void
    ) async throws {
        guard let cluster = try await eks.cluster(name), let server = try cluster.server() else { return }
        let kubernetes = access.client(of: name, server, clock: eks.client.clock, context)
        var custom: [KubernetesResource] = []
        do {
            custom = try await kubernetes.customResources()
            for resource in KubernetesResource.builtIn + custom {
                collect(
                    try await kubernetes.objects(of: resource) { [now = access.system.now()] object in
                        KubernetesUses(of: object, resource, in: name, now: now)
                    })
            }
        } catch let error as AWSError where KubernetesAdvice.isKnown(error) {
            let advice = KubernetesAdvice(
                cluster: cluster, region: access.region, customResources: custom,
                principal: await principal(in: error, context))
            throw advice.explained(error)
        }
    }

    /// The caller's ARN, from the error or from STS; `nil` if neither tells it.
    private func principal(in error: AWSError, _ context: CallContext) async -> String? {
        guard error.isDeniedByCluster else { return nil }
        if let principal = EKSPrincipal(inMessage: error.message) { return principal.arn }
        let caller = try? await sts?.scoped(to: context).getCallerIdentity().arn
        return caller.flatMap { EKSPrincipal($0) }?.arn
    }
}

/// The means to reach the Kubernetes APIs of an account and region.
public struct KubernetesAccess: Sendable {
    let transport: any Transport
    let credentials: any CredentialProvider
    let sts: Endpoint
    let region: Region
    let system: SystemContext

    /// Creates the means.
    ///
    /// - Parameters:
    ///   - credentials: the credentials that tokens are made of.
    ///   - sts: AWS's own endpoint of STS in the region, for tokens.
    ///   - region: the clusters' region.
    public init(
        transport: any Transport, credentials: any CredentialProvider, sts: Endpoint, region: Region,
        system: SystemContext
    ) {
        self.transport = transport
        self.credentials = credentials
        self.sts = sts
        self.region = region
        self.system = system
    }

    /// The client of a cluster.
    ///
    /// - Parameter clock: AWS's clock, by which tokens are valid.
    func client(
        of cluster: String, _ server: KubernetesServer, clock: ServiceClock, _ context: CallContext
    ) -> KubernetesClient {
        let token = KubernetesToken { [credentials, sts, system] in
            do {
                guard let credentials = try await credentials.credentials(for: context) else {
                    throw Self.noToken(cluster, "no source of credentials is configured")
                }
                let now = system.now().addingTimeInterval(clock.observedOffset ?? 0)
                return try EKSToken(cluster: cluster, credentials: credentials, sts: sts, at: now)
            } catch let error as CredentialError {
                throw Self.noToken(cluster, "\(error)")
            } catch let error as HashError {
                throw Self.noToken(cluster, "\(error)")
            }
        }
        return KubernetesClient(
            cluster: cluster, server: server, transport: transport, system: system, context: context, token: token)
    }

    private static func noToken(_ cluster: String, _ message: String) -> AWSError {
        AWSError(code: .credentials, operation: "a token for the EKS cluster \(cluster)", message: message, attempts: 0)
    }
}
