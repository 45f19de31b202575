import AWSClient
import Cleanup
import ECRClient
import ECRSimulator
import Foundation
import ImageModel
import LambdaRuntime
import Logging
import Synchronization
import Testing

@testable import Handler

@Suite("The Lambda function")
struct CleanupFunctionTests {
    /// A function over a registry in memory, and what it printed.
    private final class Stage: Sendable {
        let registry: SimulatedRegistry
        let printed = Mutex<[Data]>([])
        private let environment: [String: String]

        static let now = Date(timeIntervalSince1970: 1_790_000_000)

        init(environment: [String: String] = ["DRY_RUN": "false"], faults: [Fault] = []) throws {
            self.environment = environment
            let images = [
                ImageEntry("stale", pushed: .daysAgo(20), sizeInBytes: 9), ImageEntry("fresh", pushed: .daysAgo(3)),
            ]
            registry = try SimulatedRegistry(
                RegistryFile(
                    repositories: [
                        RepositoryEntry("team-a/app", images: images), RepositoryEntry("web", images: images),
                    ],
                    faults: FaultPlan(faults)), clock: { Self.now })
        }

        func runner() throws -> CleanupRunner {
            let configuration = try ConfigurationTests.configuration(environment)
            let system = SystemContext(now: { Self.now }, sleep: { _ in }, random: { 0.5 })
            let clientFactory = AWSClientFactory(
                configuration, transport: SimulatorTransport(to: registry), credentials: TestCredentials(),
                system: system)
            return CleanupRunner(
                configuration: configuration,
                service: CleanupService(clientFactory: clientFactory, system: system), now: { Self.now })
        }

        func handle(_ event: String, timeLeft: TimeInterval = 60) async throws -> Data {
            let function = CleanupFunction(runner: try runner()) { [self] line in printed.withLock { $0.append(line) } }
            let context = InvocationContext(
                requestID: "request-1", deadline: Self.now + timeLeft,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            return try await function.handle(Data(event.utf8), context: context)
        }

        var lines: [Data] { printed.withLock { $0 } }
    }

    private struct TestCredentials: CredentialProvider {
        func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRETEXAMPLE") }
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("prints the response and nothing else, on one line")
    func line() async throws {
        let stage = try Stage()
        let response = try await stage.handle("{}")
        #expect(stage.lines == [response + Data("\n".utf8)])
        #expect(!response.contains(UInt8(ascii: "\n")))
        let summary = try object(response)
        #expect(summary["status"] as? String == "succeeded")
        #expect(summary["requestId"] as? String == "request-1")
        #expect((summary["totals"] as? [String: Any])?["deleted"] as? Int == 2)
        #expect(stage.registry.images(in: "web").count == 1)
        #expect(!String(decoding: response, as: UTF8.self).contains("SECRET"))
    }

    @Test("a run in which nothing could be done is printed, and is the function's error")
    func failed() async throws {
        let stage = try Stage(faults: [Fault(.expiredToken)])
        let error = await #expect(throws: CleanupFailed.self) { try await stage.handle("{}") }
        let summary = try object(try #require(stage.lines.first))
        #expect(stage.lines.count == 1)
        #expect(summary["status"] as? String == "failed")
        #expect(error?.description.contains("ExpiredTokenException") == true)
        #expect(FunctionErrorType(of: try #require(error)).description == "Function.CleanupFailed")
    }

    @Test("a run that is only partly done is an answer, and no error")
    func partial() async throws {
        let stage = try Stage(
            faults: [Fault(.itemFailure(ItemFailure(code: "KmsError")), of: "BatchDeleteImage", calls: 1)])
        #expect(try object(try await stage.handle("{}"))["status"] as? String == "partial")
    }

    @Test("an event that is refused prints nothing and calls nothing", arguments: ["nope", #"{"dryrun":true}"#, "[]"])
    func refused(event: String) async throws {
        let stage = try Stage()
        let error = await #expect(throws: InvalidEvent.self) { try await stage.handle(event) }
        #expect(stage.lines.isEmpty)
        #expect(stage.registry.calls.isEmpty)
        #expect(FunctionErrorType(of: try #require(error)).description == "Function.InvalidEvent")
    }

    @Test("an ECR action that is no push calls nothing, and says so")
    func nothingToDo() async throws {
        let stage = try Stage()
        let response = try await stage.handle(
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","detail":{"action-type":"DELETE","result":"SUCCESS"}}"#
        )
        let summary = try object(response)
        #expect(summary["status"] as? String == "succeeded")
        #expect((summary["reason"] as? String)?.hasPrefix("nothing to do") == true)
        #expect(stage.registry.calls.isEmpty)
        #expect(stage.lines == [response + Data("\n".utf8)])
    }

    @Test("a push cleans its repository alone, and none of another registry")
    func push() async throws {
        func event(_ account: String) -> String {
            #"{"source":"aws.ecr","detail-type":"ECR Image Action","account":"\#(account)","region":"eu-west-1","#
                + #""detail":{"action-type":"PUSH","result":"SUCCESS","repository-name":"team-a/app"}}"#
        }
        let stage = try Stage()
        _ = try await stage.handle(event("999999999999"))
        #expect(stage.registry.images(in: "team-a/app").count == 2)
        _ = try await stage.handle(event("123456789012"))
        #expect(stage.registry.images(in: "team-a/app").count == 1)
        #expect(stage.registry.images(in: "web").count == 2)
    }

    @Test("nothing is deleted without DRY_RUN=false, nor where the event says so", arguments: [nil, "true", "FALSE"])
    func dryRun(variable: String?) async throws {
        var environment: [String: String] = [:]
        environment["DRY_RUN"] = variable
        let stage = try Stage(environment: environment)
        for event in ["{}", #"{"dryRun":false}"#, #"{"dryRun":true}"#] {
            let summary = try object(try await stage.handle(event))
            #expect(summary["dryRun"] as? Bool == true)
            #expect((summary["totals"] as? [String: Any])?["selected"] as? Int == 2)
        }
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test("an invocation with no time left is an answer that says so")
    func noTime() async throws {
        let stage = try Stage()
        let summary = try object(try await stage.handle("{}", timeLeft: 0.4))
        #expect(summary["status"] as? String == "incomplete")
        #expect(stage.registry.calls.isEmpty)
    }
}
