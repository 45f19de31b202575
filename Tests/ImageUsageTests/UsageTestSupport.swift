import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import TestSupport
import Testing

/// 2026-01-31T12:00:00Z, the present of these tests.
let present = Date(timeIntervalSince1970: 1_769_860_800)

/// Credentials that are always available.
private struct FixedCredentials: CredentialProvider {
    func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
}

extension AWSClient {
    /// A client of a service, without waits.
    static func forTests(_ service: AWSService, _ transport: any Transport) throws -> AWSClient {
        let region = try #require(Region("eu-west-1"))
        return AWSClient(
            Configuration(
                service: service,
                endpoint: try EndpointResolver(environment: [:]).endpoint(for: service, in: region)),
            transport: transport, credentials: FixedCredentials(),
            system: SystemContext(now: { present }, sleep: { _ in try Task.checkCancellation() }, random: { 0.5 }))
    }
}

extension SimulatedRegistry {
    /// A repository `app` with these images, each tagged with its name, and workloads.
    static func running(
        _ workloads: WorkloadsEntry, images: [String] = [], faults: [Fault] = []
    ) throws -> SimulatedRegistry {
        let app = RepositoryEntry(
            "app", images: images.map { ImageEntry($0, tags: [ImageTag($0)], pushed: .daysAgo(2)) })
        return try SimulatedRegistry(
            RegistryFile(repositories: [app], workloads: workloads, faults: FaultPlan(faults)), clock: { present })
    }

    /// The digest of the image with this tag in `app`.
    func digest(_ tag: ImageTag) throws -> ImageDigest {
        try #require(images(in: "app").first { $0.tags.contains(tag) }?.digest)
    }
}

/// The digest whose digits are all the same.
func digest(_ digit: Character) throws -> ImageDigest {
    try #require(ImageDigest("sha256:" + String(repeating: digit, count: 64)))
}

/// The error of a call that must fail.
func failure(_ call: () async throws -> some Any) async throws -> AWSError {
    try #require(await #expect(throws: AWSError.self) { _ = try await call() })
}
