import AWSClient
import ECRClient
import ECRSimulator
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@Suite("Images that the registry says do not exist")
struct MissingImagesTests {
    /// A type that ECR is not asked for unless it is known.
    static let other = MediaType("application/vnd.acme.index.v1+json")

    private func registry(
        _ kind: ECRClient.Kind = .privateRegistry, faults: [Fault] = []
    ) throws -> (client: ECRClient, registry: SimulatedRegistry) {
        let repositories = [
            RepositoryEntry(
                "app",
                images: [
                    ImageEntry("active", pushed: .daysAgo(1)),
                    ImageEntry("archived", status: .archived, pushed: .daysAgo(1)),
                    ImageEntry("index", pushed: .daysAgo(1), manifests: ["active"]),
                    ImageEntry(
                        "old", pushed: .daysAgo(1),
                        mediaType: MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws")),
                    ImageEntry("other", pushed: .daysAgo(1), mediaType: Self.other),
                ])
        ]
        let file = RegistryFile(
            repositories: kind == .privateRegistry ? repositories : [],
            publicRepositories: kind == .publicRegistry ? repositories : [], faults: FaultPlan(faults))
        return try ECRClient.simulated(kind, by: file)
    }

    @Test(
        "are those that were never there, in either service, whatever their type",
        arguments: [ECRClient.Kind.privateRegistry, .publicRegistry], [nil, [other]])
    func missing(kind: ECRClient.Kind, types: Set<MediaType>?) async throws {
        let (client, registry) = try registry(kind)
        let there = registry.images(in: "app", of: kind == .privateRegistry ? .ecr : .ecrPublic).map(\.digest)
        #expect(there.count == 5)
        let asked = try there + [digest(1), digest(2), digest(1)]
        let missing = try await client.missingImages(asked, ofTypes: types, in: "app")
        #expect(try missing == [digest(1), digest(2)])
        #expect(try await client.missingImages([], ofTypes: types, in: "app").isEmpty)
    }

    @Test("are asked for a hundred at a time in ECR, if their types are known and can be named")
    func batches() async throws {
        let (client, registry) = try registry()
        let digests = try (0..<250).map { try digest($0) }
        #expect(try await client.missingImages(digests, ofTypes: [Self.other], in: "app") == Set(digests))
        #expect(registry.calls == ["BatchGetImage": 3])
        let tooMany = Set((0..<100).map { MediaType("application/vnd.acme.\($0)+json") })
        for types in [nil, tooMany] {
            let before = registry.calls["DescribeImages"] ?? 0
            #expect(try await client.missingImages(digests, ofTypes: types, in: "app") == Set(digests))
            #expect(registry.calls == ["BatchGetImage": 3, "DescribeImages": before + 250])
        }
    }

    @Test("are not those of which ECR says something else, or nothing, even when asked for each of them")
    func otherAnswers() async throws {
        let nothing = #"{"imageDetails":[]}"#
        func failures(_ codes: String...) throws -> String {
            let rows = try codes.map {
                #"{"imageId":{"imageDigest":"\#(try digest(1))"},"failureCode":"\#($0)"}"#
            }
            return #"{"failures":[\#(rows.joined(separator: ","))]}"#
        }
        let client = try ECRClient.forTests(
            .privateRegistry,
            StubTransport.answering(
                "{}", nothing, #"{"failures":[{"failureCode":"ImageNotFound"}]}"#, nothing,
                #"{"failures":[{"imageId":{"imageDigest":"\#(try digest(2))"},"failureCode":"ImageNotFound"}]}"#,
                nothing,
                #"{"failures":[{"imageId":{"imageDigest":"\#(try digest(1))"},"failureCode":"ImageInaccessible"}]}"#,
                // Two failures for one image.
                try failures("ImageNotFound", "KmsError"), try failures("ImageInaccessible", "ImageNotFound")))
        for _ in 0..<6 { #expect(try await client.missingImages([digest(1)], ofTypes: [], in: "app").isEmpty) }
    }

    @Test("are not known when a call fails", arguments: [ECRClient.Kind.privateRegistry, .publicRegistry])
    func failing(kind: ECRClient.Kind) async throws {
        let (client, _) = try registry(kind, faults: [Fault(.expiredToken)])
        let error = try await failure { try await client.missingImages([digest(1)], ofTypes: [], in: "app") }
        #expect(error.code == "ExpiredTokenException")
    }
}
