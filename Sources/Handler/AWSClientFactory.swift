import AWSClient
import Cleanup
import ECRClient
import HTTPTransport
import ImageModel
import ImageUsage
import Retention
import Synchronization

/// Makes one client for each service, region and account.
///
/// Clients live as long as the process, with their connections, credentials and retry quotas.
final class AWSClientFactory: ClientFactory {
    private struct ClientKey: Hashable {
        let service: AWSService
        let place: Target.Place
        let isHasty: Bool
    }

    private struct SourceKey: Hashable {
        let name: UsageSourceName
        let place: Target.Place
    }

    private let configuration: Configuration
    private let transport: any Transport
    /// The caller's own credentials.
    private let credentials: any CredentialProvider
    private let system: SystemContext
    private let clients = Mutex<[ClientKey: AWSClient]>([:])
    private let sources = Mutex<[SourceKey: any UsageSource]>([:])
    private let roles = Mutex<[Target.Place: CachedCredentialProvider]>([:])

    init(
        _ configuration: Configuration, transport: any Transport, credentials: any CredentialProvider,
        system: SystemContext
    ) {
        self.configuration = configuration
        self.transport = transport
        self.credentials = credentials
        self.system = system
    }

    func clients(to target: Target, sources: Set<UsageSourceName>) throws -> TargetClients {
        var place = target.place
        // One region answers for all of ECR Public.
        if target.isPublic { place.region = Self.publicRegion }
        let kind: ECRClient.Kind = target.isPublic ? .publicRegistry : .privateRegistry
        let registry = try client(target.isPublic ? .ecrPublic : .ecr, targetPrefix: kind.targetPrefix, in: place)
        return TargetClients(
            registry: ECRClient(kind, client: registry), region: try region(of: place),
            // Only a warning depends on STS, so the wait is short: a VPC may have no route to it.
            sts: STSClient(client: try client(.sts, in: place, isHasty: true)),
            sources: try target.placesOfUse.flatMap { place in try sources.map { try source($0, in: place) } })
    }

    /// The client for policy parameters, in the caller's own region.
    func parameters() throws -> SSMClient {
        SSMClient(client: try client(.ssm, targetPrefix: SSMClient.targetPrefix, in: Target.Place()))
    }

    private static let publicRegion = "us-east-1"

    /// The usage source of one region and account, with the answers that it caches.
    private func source(_ name: UsageSourceName, in place: Target.Place) throws -> any UsageSource {
        let key = SourceKey(name: name, place: place)
        if let source = sources.withLock({ $0[key] }) { return source }
        let source = try makeSource(name, in: place)
        return sources.withLock { sources in
            if let first = sources[key] { return first }
            sources[key] = source
            return source
        }
    }

    private func makeSource(_ name: UsageSourceName, in place: Target.Place) throws -> any UsageSource {
        switch name {
        case .ecs:
            ECSUsageSource(
                client: try client(.ecs, targetPrefix: ECSUsageSource.targetPrefix, in: place), now: system.now)
        case .lambda: LambdaUsageSource(client: try client(.lambda, in: place))
        case .inspector: InspectorUsageSource(client: try client(.inspector2, in: place), now: system.now)
        case .batch: BatchUsageSource(client: try client(.batch, in: place))
        }
    }

    private func region(of place: Target.Place) throws -> Region {
        guard let code = place.region else { return configuration.region }
        guard let region = Region(code) else {
            throw ConfigurationError("\"\(code)\" can't be the code of a region")
        }
        return region
    }

    private func client(
        _ service: AWSService, targetPrefix: String = "", in place: Target.Place, isHasty: Bool = false
    ) throws -> AWSClient {
        let key = ClientKey(service: service, place: place, isHasty: isHasty)
        if let client = clients.withLock({ $0[key] }) { return client }
        var settings = AWSClient.Configuration(
            service: service, targetPrefix: targetPrefix,
            endpoint: try configuration.endpoints.endpoint(for: service, in: try region(of: place)),
            userAgent: "ecr-cleanup/\(Program.version)",
            maximumAttempts: configuration.maximumAttempts)
        if isHasty { (settings.connectTimeout, settings.attemptTimeout) = (.seconds(2), .seconds(5)) }
        let client = AWSClient(
            settings, transport: transport, credentials: try credentials(for: place), system: system)
        // If two calls made a client at the same time, the first is kept.
        return clients.withLock { clients in
            if let first = clients[key] { return first }
            clients[key] = client
            return client
        }
    }

    /// The credentials for a region and account: the caller's, or an assumed role's.
    private func credentials(for place: Target.Place) throws -> any CredentialProvider {
        guard let roleARN = place.roleARN else { return credentials }
        if let role = roles.withLock({ $0[place] }) { return role }
        let sts = try client(.sts, in: Target.Place(region: place.region))
        let role = CachedCredentialProvider(
            AssumedRoleProvider(
                sts: STSClient(client: sts), roleARN: roleARN, externalID: place.externalID, now: system.now),
            now: system.now)
        return roles.withLock { roles in
            if let first = roles[place] { return first }
            roles[place] = role
            return role
        }
    }
}
