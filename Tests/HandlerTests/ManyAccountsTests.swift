import AWSClient
import Cleanup
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import LambdaRuntime
import Logging
import Synchronization
import Testing

@testable import Handler

@Suite("A policy whose target is many accounts and regions")
struct ManyAccountsTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private static let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRETEXAMPLE")
    private static let used = "sha256:" + String(repeating: "a", count: 64)
    private static let policy = #"""
        {"policies": [{"name": "all", "repositories": ["*"], "protect": {"inUse": ["lambda"]}, "rules": [
            {"rulePriority": 1, "action": {"type": "expire"},
             "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 9}}
         ]}],
         "targets": [{"accounts": ["222222222222", "333333333333"], "regions": ["eu-west-1", "us-east-1"],
                      "roleName": "/ops/ecr-cleanup", "externalId": "secret-id", "usageFrom": "targets"}]}
        """#

    private struct OwnCredentials: CredentialProvider {
        func credentials() -> Credentials? { ManyAccountsTests.credentials }
    }

    private static let locations = ["222222222222", "333333333333"].flatMap { account in
        ["eu-west-1", "us-east-1"].map { Location(account: account, region: $0) }
    }
    private let registry: SimulatedRegistry

    /// An own registry and four others; a function of the last place uses an image of the first.
    init() throws {
        let images = [ImageEntry("stale", pushed: .daysAgo(20)), ImageEntry("fresh", pushed: .daysAgo(3))]
        let used = ImageEntry("used", digest: ImageDigest(Self.used), pushed: .daysAgo(20))
        let function = FunctionEntry(
            "resize", image: "222222222222.dkr.ecr.eu-west-1.amazonaws.com/app@\(Self.used)")
        let registries = Self.locations.map { location in
            let isFirst = location == Self.locations[0]
            return RegistryEntry(
                location, repositories: [RepositoryEntry("app", images: isFirst ? images + [used] : images)],
                workloads: WorkloadsEntry(functions: location == Self.locations[3] ? [function] : []))
        }
        registry = try SimulatedRegistry(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: images)], registries: registries,
                roles: ["222222222222", "333333333333"].map {
                    RoleEntry("arn:aws:iam::\($0):role/ops/ecr-cleanup", externalID: "secret-id")
                }),
            authentication: .signatures([Self.credentials]), clock: { Self.now })
    }

    /// A transport to the registry that notes the name of each session of a role.
    private final class SessionRecorder: Transport {
        let registry: SimulatedRegistry
        private let recorded = Mutex<[String]>([])

        init(_ registry: SimulatedRegistry) { self.registry = registry }

        /// The sessions since the last time that they were asked for.
        func takeSessions() -> [String] {
            recorded.withLock { names in
                defer { names = [] }; return names
            }
        }

        func send(_ request: TransportRequest) async throws -> TransportResponse {
            let form = String(decoding: request.body, as: UTF8.self)
            for field in form.split(separator: "&") where field.hasPrefix("RoleSessionName=") {
                recorded.withLock { $0.append(String(field.dropFirst("RoleSessionName=".count))) }
            }
            return try await SimulatorTransport(to: registry).send(request)
        }
    }

    /// Runs like a process that lives for several events.
    private func makeRunner(_ transport: any Transport) throws -> CleanupRunner {
        let configuration = try ConfigurationTests.configuration(["DRY_RUN": "false", "CLEANUP_POLICY": Self.policy])
        let system = SystemContext(now: { Self.now }, sleep: { _ in }, random: { 0.5 })
        let clientFactory = AWSClientFactory(
            configuration, transport: transport, credentials: OwnCredentials(), system: system)
        return CleanupRunner(
            configuration: configuration, service: CleanupService(clientFactory: clientFactory, system: system),
            now: { Self.now })
    }

    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func run(_ runner: CleanupRunner, requestID: String? = nil) async throws -> Summary {
        try await runner.run(Data("{}".utf8), requestID: requestID, logger: logger).summary
    }

    @Test("acts in each by the role there, and keeps what any of them uses")
    func each() async throws {
        let summary = try await run(makeRunner(SimulatorTransport(to: registry)))
        #expect(summary.status == .succeeded, "\(summary.reason ?? "")")
        #expect(summary.totals.deleted == 4)
        #expect(Self.locations.map { registry.images(in: "app", of: .ecr($0)).count } == [2, 1, 1, 1])
        #expect(registry.images(in: "app", of: .ecr(Self.locations[0])).contains { "\($0.digest)" == Self.used })
        #expect(registry.images(in: "app").count == 2)
    }

    @Test("names the sessions of each run after it, in one process, and counts the calls that this takes")
    func sessions() async throws {
        let recorder = SessionRecorder(registry)
        let runner = try makeRunner(recorder)
        for id in ["8476a536-e9f4-11e8-9739-2dfe598c3fcd", "0f1e2d3c-e9f4-11e8-9739-2dfe598c3fcd"] {
            let summary = try await run(runner, requestID: id)
            #expect(summary.status == .succeeded, "\(summary.reason ?? "")")
            // Four accounts and regions, although each is read as a registry and for its functions.
            #expect(recorder.takeSessions() == Array(repeating: "ecr-cleanup-\(id)", count: 4))
            #expect(summary.calls.calls["AssumeRole"] == 4)
        }
    }

    @Test("names the sessions of a run without an id after its start, which the summary shows")
    func localSessions() async throws {
        let recorder = SessionRecorder(registry)
        let runner = try makeRunner(recorder)
        let summary = try await run(runner)
        #expect(summary.startedAt == Self.now)
        #expect(Set(recorder.takeSessions()) == ["ecr-cleanup-20260921T141320Z"])
        _ = try await runner.usage(logger: logger)
        #expect(Set(recorder.takeSessions()) == [])
    }

    @Test("counts the roles that could not be assumed, too")
    func refused() async throws {
        registry.faults = FaultPlan([Fault(.accessDenied, of: "sts:AssumeRole")])
        let summary = try await run(makeRunner(SimulatorTransport(to: registry)))
        #expect(summary.status == .failed)
        #expect(summary.calls.calls["AssumeRole"] ?? 0 >= 4)
    }
}
