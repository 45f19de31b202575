import AWSClient
import Cleanup
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import Logging
import S3Client
import Synchronization
import TestSupport
import Testing

@testable import Handler

@Suite("A policy that is a parameter")
struct PolicyParameterTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    /// A registry with one stale image, and a parameter that a test sets.
    private final class Stage: Sendable {
        let registry: SimulatedRegistry
        let parameters: StubTransport
        private let runner: CleanupRunner

        init(environment: [String: String] = [:], answer: @escaping StubTransport.Answer) throws {
            let images = [ImageEntry("stale", pushed: .daysAgo(20)), ImageEntry("fresh", pushed: .daysAgo(1))]
            registry = try SimulatedRegistry(
                RegistryFile(repositories: [RepositoryEntry("app", images: images)]), clock: { now })
            parameters = StubTransport(answer)
            let system = SystemContext(now: { now }, sleep: { _ in }, random: { 0.5 })
            let configuration = try ConfigurationTests.configuration(
                ["CLEANUP_POLICY": "ssm:/cleanup"].merging(environment) { $1 })
            let region = configuration.region
            func client(_ service: AWSService, _ transport: any Transport) throws -> AWSClient {
                AWSClient(
                    AWSClient.Configuration(
                        service: service,
                        endpoint: try EndpointResolver(environment: [:]).endpoint(for: service, in: region)),
                    transport: transport, credentials: FixedCredentials(), system: system)
            }
            runner = CleanupRunner(
                configuration: configuration,
                service: CleanupService(
                    clientFactory: AWSClientFactory(
                        configuration, transport: SimulatorTransport(to: registry), credentials: FixedCredentials(),
                        system: system),
                    system: system),
                policies: PolicyReader(
                    texts: StoredTextReader(
                        parameters: SSMClient(client: try client(.ssm, parameters)),
                        objects: S3Client(client: try client(.s3, parameters)))),
                now: { now })
        }

        func run(_ event: String, deadline: Date? = nil) async throws -> Summary {
            try await runner.run(
                Data(event.utf8), deadline: deadline,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ).summary
        }
    }

    private struct FixedCredentials: CredentialProvider {
        func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
    }

    private static func policy(days: Int) -> String {
        #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","#
            + #""countUnit":"days","countNumber":\#(days)},"action":{"type":"expire"}}]}"#
    }

    private static func parameter(_ value: String, type: String = "String") -> TransportResponse {
        let value = value.replacing("\"", with: "\\\"")
        return TransportResponse(.ok, text: #"{"Parameter":{"Type":"\#(type)","Value":"\#(value)"}}"#)
    }

    @Test("is read for each event, since it may change")
    func changes() async throws {
        let stage = try Stage { _, number in Self.parameter(Self.policy(days: number == 1 ? 30 : 10)) }
        let first = try await stage.run("{}")
        #expect(first.totals.selected == 0)
        #expect(first.calls.calls["GetParameter"] == 1)
        #expect(first.calls.calls["DescribeImages"] == 1)
        #expect(first.repositories.map(\.policy) == ["default"])
        #expect(try await stage.run("{}").totals.selected == 1)
    }

    @Test("is not read for an event that is refused, that brings its own, or that asks for nothing")
    func unread() async throws {
        let stage = try Stage { _, _ in Self.parameter(Self.policy(days: 30)) }
        await #expect(throws: InvalidEvent.self) { try await stage.run(#"{"dryrun":true}"#) }
        #expect(try await stage.run(#"{"policy":\#(Self.policy(days: 10))}"#).totals.selected == 1)
        let deletion =
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","detail":{"action-type":"DELETE","result":"SUCCESS"}}"#
        #expect(try await stage.run(deletion).reason?.hasPrefix("nothing to do") == true)
        #expect(stage.parameters.requests.isEmpty)
    }

    @Test("that can't be read fails the run, and nothing is done")
    func unreadable() async throws {
        let stage = try Stage(environment: ["DRY_RUN": "false"]) { _, _ in
            TransportResponse(.badRequest, text: #"{"__type":"ParameterNotFound"}"#)
        }
        let summary = try await stage.run("{}")
        #expect(summary.status == .failed)
        #expect(summary.isDryRun == false)
        #expect(summary.reason?.contains("ssm:GetParameter: ParameterNotFound") == true)
        #expect(summary.calls.calls == ["GetParameter": 1])
        #expect(stage.registry.calls.isEmpty)
    }

    @Test("that time runs out for leaves the run incomplete")
    func late() async throws {
        let stage = try Stage { _, _ in Self.parameter(Self.policy(days: 30)) }
        let summary = try await stage.run("{}", deadline: Self.now)
        #expect(summary.status == .incomplete)
        #expect(stage.parameters.requests.isEmpty)
        #expect(stage.registry.calls.isEmpty)
    }

    @Test(
        "that holds no policy is an error that names it and the fault", arguments: ["", "{}", "{", #"{"rules":[{}]}"#])
    func invalid(value: String) async throws {
        let stage = try Stage(environment: ["DRY_RUN": "false"]) { _, _ in Self.parameter(value) }
        let error = await #expect(throws: ConfigurationError.self) { try await stage.run("{}") }
        #expect(error?.description.contains("/cleanup") == true)
        #expect(stage.registry.calls.isEmpty)
    }

    @Test(
        "that is a secret has faults with their places, and without its values", arguments: ["String", "SecureString"])
    func secret(type: String) async throws {
        let stage = try Stage { _, _ in Self.parameter(#"{"rules":[{"rulePriority":"hunter2"}]}"#, type: type) }
        let error = await #expect(throws: ConfigurationError.self) { try await stage.run("{}") }
        #expect(error?.description.contains("rules[0].rulePriority: is ") == true)
        #expect(error?.description.contains("it must be a whole number from 1") == true)
        #expect(error?.description.contains("hunter2") == (type == "String"))
    }
}
