import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

/// The machine as the client's tests give it to a client: its clock moves only by sleeping, or when it is told to.
final class TestMachine: Sendable {
    /// 2026-01-31T12:00:00Z.
    static let start = Date(timeIntervalSince1970: 1_769_860_800)

    private struct State {
        var now = TestMachine.start
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())
    private let chance: Double

    init(chance: Double = 0.5) { self.chance = chance }

    var now: Date { state.withLock { $0.now } }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by seconds: Double) { state.withLock { $0.now += seconds } }

    var system: SystemContext {
        SystemContext(
            now: { self.now },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.sleeps.append(duration)
                    $0.now += duration / .seconds(1)
                }
            },
            random: { self.chance })
    }
}

/// Credentials that are what a closure says.
struct StubCredentials: CredentialProvider {
    static let one = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret-of-the-test", sessionToken: "token-of-the-test")

    var provide: @Sendable () async throws -> Credentials? = { Self.one }

    func credentials() async throws -> Credentials? { try await provide() }
}

/// Credentials that an unsigned call must not ask for.
struct NeverAsked: CredentialProvider {
    func credentials() throws -> Credentials? {
        Issue.record("an unsigned call asked for credentials")
        return nil
    }
}

/// An operation that takes and gives a word.
struct Echo: AWSJSONRequest, Encodable {
    static let operation = "Echo"
    var word: String

    struct Response: Decodable, Hashable {
        var word: String
    }
}

extension AWSClient {
    /// A client of ECR in eu-west-1, under a target prefix of its own.
    static func forTests(
        _ transport: any Transport, on machine: TestMachine = TestMachine(), maximumAttempts: Int = 3,
        credentials: any CredentialProvider = StubCredentials(), deadline: Date? = nil
    ) throws -> AWSClient {
        let region = try #require(Region("eu-west-1"))
        let configuration = Configuration(
            service: AWSService("ecr", targetPrefix: "Prefix_V1"),
            endpoint: try Endpoint(url: "https://ecr.example/base", signingRegion: region),
            userAgent: "a-test", maximumAttempts: maximumAttempts)
        return AWSClient(
            configuration, transport: transport, credentials: credentials, system: machine.system
        ).scoped(to: CallContext(deadline: deadline))
    }
}

extension Result where Success == TransportResponse, Failure == any Error {
    /// What the operation answers when all is well.
    static let echo = Self.success(TransportResponse(.ok, text: #"{"word":"yes","unknown":[1]}"#))

    /// An error as ECR answers it.
    static func error(
        _ code: String, status: HTTPResponse.Status = .badRequest, message: String = "no", headers: HTTPFields = [:]
    ) -> Self {
        let body = try? JSONSerialization.data(withJSONObject: ["__type": code, "message": message])
        return .success(
            TransportResponse(head: HTTPResponse(status: status, headerFields: headers), body: body ?? Data()))
    }

    /// An error of the network.
    static func network(_ kind: TransportError.Kind) -> Self {
        .failure(TransportError(kind, host: "ecr.example", message: "it is as it is"))
    }
}

extension HTTPFields {
    /// Fields with the date of a server whose clock is so many seconds ahead of the tests' start.
    static func dated(_ offset: Int) -> HTTPFields {
        let time = 12 * 3_600 + offset
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return [.date: "Sat, 31 Jan 2026 \(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"]
    }
}

/// The error of a call that must fail.
func failure(_ call: () async throws -> some Any) async throws -> AWSError {
    try #require(await #expect(throws: AWSError.self) { _ = try await call() })
}
