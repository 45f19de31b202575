import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Logging
import Retention
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

/// A registry in memory, a service that cleans it, and one clock for both.
struct Stage {
    let registry: SimulatedRegistry
    let clock: TestClock
    /// Brings the requests to the registry, and remembers them.
    let transport: StubTransport
    /// Whether the clock moves on while somebody waits.
    var movesClockInSleep = false

    init(_ file: RegistryFile, clock: TestClock = TestClock()) throws {
        let registry = try SimulatedRegistry(file, clock: { clock.now })
        let simulator = SimulatorTransport(to: registry)
        self.registry = registry
        self.clock = clock
        transport = StubTransport { request, _ in try await simulator.send(request) }
    }

    /// One repository, `app`, with the images.
    init(_ images: [ImageEntry], faults: [Fault] = [], clock: TestClock = TestClock()) throws {
        try self.init(
            RegistryFile(repositories: [RepositoryEntry("app", images: images)], faults: FaultPlan(faults)),
            clock: clock)
    }

    /// A service on a client of its own.
    ///
    /// - Parameters:
    ///   - maximumAttempts: how often a call is tried.
    ///   - through: what stands in the place of this stage's transport.
    func service(
        pageSize: Int = 1000, width: Int = 8, maximumAttempts: Int = 3, through other: (any Transport)? = nil
    ) throws -> CleanupService {
        CleanupService(
            registry: try client(pageSize: pageSize, maximumAttempts: maximumAttempts, through: other),
            region: try #require(Region("eu-west-1")), system: system, width: width)
    }

    func client(
        pageSize: Int = 1000, maximumAttempts: Int = 3, in region: Region? = nil,
        through other: (any Transport)? = nil
    ) throws -> ECRClient {
        let endpoint = try EndpointResolver(environment: [:])
            .endpoint(for: .ecr, in: try #require(region ?? Region("eu-west-1")))
        return ECRClient(
            .privateRegistry,
            client: AWSClient(
                AWSClient.Configuration(
                    service: .ecr, endpoint: endpoint, maximumAttempts: maximumAttempts),
                transport: other ?? transport, credentials: TestCredentials(), system: system),
            pageSize: pageSize)
    }

    /// A client of the public registry.
    func publicClient(pageSize: Int = 1000) throws -> ECRClient {
        let endpoint = try EndpointResolver(environment: [:])
            .endpoint(for: .ecrPublic, in: try #require(Region("us-east-1")))
        return ECRClient(
            .publicRegistry,
            client: AWSClient(
                AWSClient.Configuration(service: .ecrPublic, endpoint: endpoint, maximumAttempts: 1),
                transport: transport, credentials: TestCredentials(), system: system),
            pageSize: pageSize)
    }

    var system: SystemContext {
        SystemContext(
            now: { clock.now },
            sleep: { [clock, movesClockInSleep] duration in
                try Task.checkCancellation()
                if movesClockInSleep { clock.advance(by: duration / .seconds(1)) }
            }, random: { 0.5 })
    }

    /// Runs the built-in policy for real.
    func clean(
        maximumAttempts: Int = 3, reports: RunReportWriter? = nil,
        _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        try await service(maximumAttempts: maximumAttempts).run(.deleting(adjust), reports: reports)
    }

    /// The operations that were called, in order.
    var operations: [String] { transport.requests.compactMap(\.operation) }

    /// The names of what is left in a repository, by the registry file.
    func left(in repository: RepositoryName = "app") -> Set<ImageDigest> {
        Set(registry.images(in: repository).map(\.digest))
    }

    func digest(_ name: String, in repository: RepositoryName = "app") throws -> ImageDigest {
        try #require(registry.digest(of: name, in: repository))
    }
}

struct TestCredentials: CredentialProvider {
    func credentials() -> Credentials? {
        Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    }
}

extension CleanupRequest {
    static func dry(_ adjust: (inout CleanupRequest) -> Void = { _ in }) -> CleanupRequest {
        var request = CleanupRequest(policy: .builtIn, trigger: Trigger(.manual))
        request.detail = .all
        adjust(&request)
        return request
    }

    static func deleting(_ adjust: (inout CleanupRequest) -> Void = { _ in }) -> CleanupRequest {
        dry {
            $0.isDryRun = false
            adjust(&$0)
        }
    }
}

extension TransportRequest {
    /// The operation that is called.
    var operation: String? {
        HTTPField.Name("X-Amz-Target").flatMap { head.headerFields[$0] }?.split(separator: ".").last.map(String.init)
    }

    var bodyText: String { String(decoding: body, as: UTF8.self) }
}

extension [ImageEntry] {
    /// Untagged images that the built-in policy deletes, the oldest last.
    static func stale(_ count: Int, prefix: String = "stale") -> [ImageEntry] {
        // All after the beginning of ECR, however many they are.
        let spacing = Swift.min(1, 2_000 / Double(count))
        return (0..<count).map {
            ImageEntry("\(prefix)-\($0)", pushed: .daysAgo(20 + Double($0) * spacing), sizeInBytes: 1000)
        }
    }
}

extension RepositoryReport {
    var outcomes: [ImageDigest: ImageReport.Outcome] {
        Dictionary(uniqueKeysWithValues: images.map { ($0.image.digest, $0.outcome) })
    }

    func image(_ digest: ImageDigest) throws -> ImageReport {
        try #require(images.first { $0.image.digest == digest })
    }
}
