import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

/// 2026-01-31T12:00:00Z, the present of these tests.
let present = Date(timeIntervalSince1970: 1_769_860_800)

/// Credentials that are always available.
struct FixedCredentials: CredentialProvider {
    func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
}

extension ECRClient {
    /// A client of either service without waits; by default, no call is repeated.
    static func forTests(
        _ kind: Kind, _ transport: any Transport, pageSize: Int = maximumPageSize,
        maximumAttempts: Int = 1
    ) throws -> ECRClient {
        let service: AWSService = kind == .privateRegistry ? .ecr : .ecrPublic
        let region = try #require(Region(kind == .privateRegistry ? "eu-west-1" : "us-east-1"))
        let configuration = AWSClient.Configuration(
            service: service,
            endpoint: try EndpointResolver(environment: [:]).endpoint(for: service, in: region),
            maximumAttempts: maximumAttempts)
        let client = AWSClient(
            configuration, transport: transport, credentials: FixedCredentials(),
            system: SystemContext(now: { present }, sleep: { _ in try Task.checkCancellation() }, random: { 0.5 }))
        return ECRClient(kind, client: client, pageSize: pageSize)
    }

    /// A client of a simulated registry.
    static func simulated(
        _ kind: Kind = .privateRegistry, by file: RegistryFile, pageSize: Int = maximumPageSize
    ) throws -> (client: ECRClient, registry: SimulatedRegistry) {
        let registry = try SimulatedRegistry(file, clock: { present })
        return (try forTests(kind, SimulatorTransport(to: registry), pageSize: pageSize), registry)
    }
}

extension StubTransport {
    /// A service that returns these answers with status 200.
    static func answering(_ texts: String...) -> StubTransport {
        StubTransport(texts.map { .success(TransportResponse(.ok, text: $0)) })
    }

    /// The operations called, with the service's prefix.
    var targets: [String?] {
        requests.map { request in
            HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] }
        }
    }

    /// The bodies sent, with objects' members sorted.
    var bodies: [String] {
        get throws {
            try requests.map {
                let json = try JSONSerialization.jsonObject(with: $0.body)
                let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
                return String(
                    decoding: try JSONSerialization.data(withJSONObject: json, options: options), as: UTF8.self)
            }
        }
    }
}

/// The digest whose digits end in a number.
func digest(_ number: Int) throws -> ImageDigest {
    let digits = String(number, radix: 16)
    return try #require(ImageDigest("sha256:" + String(repeating: "0", count: 64 - digits.count) + digits))
}

/// The error of a call that must fail.
func failure(_ call: () async throws -> some Any) async throws -> AWSError {
    try #require(await #expect(throws: AWSError.self) { _ = try await call() })
}
