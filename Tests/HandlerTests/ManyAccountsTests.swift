import AWSClient
import Cleanup
import ECRSimulator
import Foundation
import ImageModel
import LambdaRuntime
import Logging
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

    private func run() async throws -> Summary {
        let configuration = try ConfigurationTests.configuration(["DRY_RUN": "false", "CLEANUP_POLICY": Self.policy])
        let system = SystemContext(now: { Self.now }, sleep: { _ in }, random: { 0.5 })
        let clientFactory = AWSClientFactory(
            configuration, transport: SimulatorTransport(to: registry), credentials: OwnCredentials(), system: system)
        let runner = CleanupRunner(
            configuration: configuration, service: CleanupService(clientFactory: clientFactory, system: system),
            now: { Self.now })
        return try await runner.run(
            Data("{}".utf8), deadline: nil, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ).summary
    }

    @Test("acts in each by the role there, and keeps what any of them uses")
    func each() async throws {
        let summary = try await run()
        #expect(summary.status == .succeeded, "\(summary.reason ?? "")")
        #expect(summary.totals.deleted == 4)
        #expect(Self.locations.map { registry.images(in: "app", of: .ecr($0)).count } == [2, 1, 1, 1])
        #expect(registry.images(in: "app", of: .ecr(Self.locations[0])).contains { "\($0.digest)" == Self.used })
        #expect(registry.images(in: "app").count == 2)
    }
}
