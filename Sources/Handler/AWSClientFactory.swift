import AWSClient
import Cleanup
import ECRClient
import HTTPTransport
import ImageModel
import ImageUsage
import Retention
import S3Client

/// Makes one client for each service, region and account.
///
/// Clients live as long as the process, with their connections and retry quotas, and with the caller's own credentials.
/// Credentials of assumed roles live as long as a run.
final class AWSClientFactory: ClientFactory {
    private struct ClientKey: Hashable {
        let service: AWSService
        let access: Target.Access
        let isHasty: Bool
    }

    private struct SourceKey: Hashable {
        let name: UsageSourceName
        let access: Target.Access
        /// The clusters of the source `eks`; `nil` for other sources.
        var eksClusters: ClusterPatterns?
    }

    private let configuration: Configuration
    private let transport: any Transport
    /// The caller's own credentials.
    private let credentials: any CredentialProvider
    private let system: SystemContext
    private let clients = KeptValues<ClientKey, AWSClient>()
    private let sources = KeptValues<SourceKey, any UsageSource>()
    /// The task definitions that all sources of an account and region know.
    private let definitions = KeptValues<Target.Access, TaskDefinitionCache>()
    private let roles = KeptValues<Target.Access, RunCredentialProvider>()

    init(
        _ configuration: Configuration, transport: any Transport, credentials: any CredentialProvider,
        system: SystemContext
    ) {
        self.configuration = configuration
        self.transport = transport
        self.credentials = credentials
        self.system = system
    }

    func clients(to target: Target, sources: UsageSources) throws -> TargetClients {
        var access = target.access
        // One region answers for all of ECR Public.
        if target.isPublic { access.region = Self.publicRegion }
        let kind: ECRClient.Kind = target.isPublic ? .publicRegistry : .privateRegistry
        let registry = try client(target.isPublic ? .ecrPublic : .ecr, in: access)
        return TargetClients(
            registry: ECRClient(kind, client: registry), region: try region(of: access),
            // Only a warning depends on STS, so the wait is short: a VPC may have no route to it.
            sts: STSClient(client: try client(.sts, in: access, isHasty: true)),
            // The same holds for the list of clusters.
            eks: target.isPublic ? nil : EKSClient(client: try client(.eks, in: access, isHasty: true)),
            sources: try target.usageAccess.flatMap { access in
                try sources.names.map { name in
                    try source(
                        SourceKey(
                            name: name, access: access, eksClusters: name == .eks ? sources.eksClusters : nil))
                }
            } + sources.lists.map(source))
    }

    /// The source that is a list of images.
    ///
    /// It is read with the caller's own credentials and in its own region, whatever target it protects.
    private func source(_ list: ImageList) throws -> any UsageSource {
        let texts = try texts()
        return ImageListUsageSource(
            name: list.name, maximumAgeHours: list.maximumAgeHours, now: system.now
        ) { context in
            try await texts.text(at: list.place, limit: ImageListUsageSource.maximumSize, in: context)
        }
    }

    /// The reader of policies that are kept elsewhere, in the caller's own region.
    func texts() throws -> StoredTextReader {
        StoredTextReader(
            parameters: SSMClient(client: try client(.ssm, in: Target.Access())),
            objects: try objects())
    }

    /// The client of S3, in the caller's own region.
    func objects() throws -> S3Client { S3Client(client: try client(.s3, in: Target.Access())) }

    /// The client of SNS for messages, in the topic's region.
    ///
    /// Nothing but a message depends on it, so the wait is short.
    func notifications(in region: Region) throws -> SNSClient {
        SNSClient(client: try client(.sns, in: Target.Access(region: region.code), isHasty: true))
    }

    private static let publicRegion = "us-east-1"

    /// The usage source of one region and account.
    ///
    /// It is kept, since it caches answers.
    private func source(_ key: SourceKey) throws -> any UsageSource {
        try sources.value(for: key) { try makeSource(key) }
    }

    private func makeSource(_ key: SourceKey) throws -> any UsageSource {
        let access = key.access
        return switch key.name {
        case .ecs:
            ECSUsageSource(
                client: try client(.ecs, in: access), now: system.now, definitions: try taskDefinitions(in: access))
        case .lambda:
            LambdaUsageSource(client: try client(.lambda, in: access), store: try answerStore(of: access))
        case .inspector: InspectorUsageSource(client: try client(.inspector2, in: access), now: system.now)
        case .batch: BatchUsageSource(client: try client(.batch, in: access), now: system.now)
        case .eks:
            EKSUsageSource(
                eks: EKSClient(client: try client(.eks, in: access)),
                sts: STSClient(client: try client(.sts, in: access, isHasty: true)),
                access: try kubernetesAccess(in: access), isSelected: (key.eksClusters ?? .all).select)
        case .codebuild: CodeBuildUsageSource(client: try existing(.codeBuild, in: access))
        case .sagemaker: SageMakerUsageSource(client: try existing(.sageMaker, in: access))
        case .agentcore: AgentCoreUsageSource(client: try client(.agentCore, in: access))
        case .cloudformation: CloudFormationUsageSource(client: try client(.cloudFormation, in: access))
        case .schedules:
            SchedulesUsageSource(
                clients: try scheduleClients(in: access), definitions: try taskDefinitions(in: access))
        default: throw ConfigurationError("there is no client for the source \(key.name.rawValue)")
        }
    }

    /// The clients of the services with schedules, except of those that a region lacks.
    private func scheduleClients(in access: Target.Access) throws -> SchedulesUsageSource.Clients {
        SchedulesUsageSource.Clients(
            ecs: try client(.ecs, in: access), events: try existing(.events, in: access),
            scheduler: try existing(.scheduler, in: access), pipes: try existing(.pipes, in: access),
            states: try existing(.states, in: access))
    }

    /// The client of a service; `nil` if the region lacks the service.
    private func existing(_ service: AWSService, in access: Target.Access) throws -> AWSClient? {
        guard service.exists(in: try region(of: access)) else { return nil }
        return try client(service, in: access)
    }

    private func taskDefinitions(in access: Target.Access) throws -> TaskDefinitionCache {
        try definitions.value(for: access) { TaskDefinitionCache(store: try answerStore(of: access)) }
    }

    /// The store of what stays true of an account and region; `nil` without the fan-out's bucket.
    private func answerStore(of access: Target.Access) throws -> S3AnswerStore? {
        guard let settings = configuration.fanOut else { return nil }
        return S3AnswerStore(
            objects: try objects(), settings: settings, access: access, region: try region(of: access),
            version: Program.version)
    }

    private func kubernetesAccess(in access: Target.Access) throws -> KubernetesAccess {
        let region = try region(of: access)
        return KubernetesAccess(
            transport: transport, credentials: try credentials(for: access),
            sts: configuration.endpoints.publicEndpoint(for: .sts, in: region), region: region, system: system)
    }

    private func region(of access: Target.Access) throws -> Region {
        guard let code = access.region else { return configuration.region }
        guard let region = Region(code) else {
            throw ConfigurationError("\"\(code)\" can't be the code of a region")
        }
        return region
    }

    private func client(
        _ service: AWSService, in access: Target.Access, isHasty: Bool = false
    ) throws -> AWSClient {
        try clients.value(for: ClientKey(service: service, access: access, isHasty: isHasty)) {
            var settings = try configuration.clientSettings(for: service, in: try region(of: access))
            if isHasty { (settings.connectTimeout, settings.attemptTimeout) = (.seconds(2), .seconds(5)) }
            return AWSClient(
                settings, transport: transport, credentials: try credentials(for: access), system: system)
        }
    }

    /// The credentials for a region and account.
    ///
    /// They are the caller's, or those of an assumed role.
    private func credentials(for access: Target.Access) throws -> any CredentialProvider {
        guard let roleARN = access.roleARN else { return credentials }
        return try roles.value(for: access) {
            let sts = try client(.sts, in: Target.Access(region: access.region))
            return RunCredentialProvider(
                AssumedRoleProvider(
                    sts: STSClient(client: sts), role: AssumedRole(arn: roleARN, externalID: access.externalID),
                    now: system.now),
                now: system.now)
        }
    }
}

extension Configuration {
    /// The settings of a client for a service in a region.
    ///
    /// - Throws: An error about a configured endpoint.
    func clientSettings(for service: AWSService, in region: Region) throws -> AWSClient.Configuration {
        AWSClient.Configuration(
            service: service, endpoint: try endpoints.endpoint(for: service, in: region),
            userAgent: "ecr-cleanup/\(Program.version)", maximumAttempts: maximumAttempts)
    }
}
