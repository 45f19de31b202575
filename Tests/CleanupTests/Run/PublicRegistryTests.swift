import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("ECR Public, which does not say what a signature refers to")
struct PublicRegistryTests {
    private static let types = [
        "application/vnd.cncf.notary.signature", "application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.oci.empty.v1+json",
    ]

    /// Deletes by a rule from a public repository with a release, its signature, and a new release.
    ///
    /// - Returns: the tags of the images that are left.
    private func left(_ type: String, _ rule: Rule, protect protection: Protection = .none) async throws -> Set<String>
    {
        let entries = [
            ImageEntry("release", tags: ["v1"], pushed: .daysAgo(100)),
            ImageEntry("signature", pushed: .daysAgo(100), artifactMediaType: type, subject: "release"),
            ImageEntry("new", tags: ["v2"], pushed: .daysAgo(1)),
            ImageEntry("untagged", pushed: .daysAgo(101)),
        ]
        let stage = try Stage(
            RegistryFile(repositories: [], publicRepositories: [RepositoryEntry("app", images: entries)]))
        let service = CleanupService(
            registry: try stage.publicClient(), region: try #require(Region("us-east-1")), system: stage.system)
        let section = Policy.Section(name: "test", repositories: .all, rules: [rule])
        let summary = await service.run(
            .deleting { $0.policy = Policy(sections: [section], protection: protection) })
        #expect(summary.status == .succeeded)
        let images = stage.registry.images(in: "app", of: .ecrPublic)
        return Set(
            images.map { image in image.subject.map { _ in "signature" } ?? "\(image.tags.first ?? "untagged")" })
    }

    @Test("a signature stays beside a release that a tag protects", arguments: types)
    func protected(type: String) async throws {
        let protection = Protection(tagPatterns: [WildcardPattern("v*")])
        for rule: Rule in [.test(1, .untagged, .sinceImagePushed(days: 15)), .test(.sinceImagePushed(days: 15))] {
            #expect(try await left(type, rule, protect: protection) == ["v1", "signature", "v2"])
        }
    }

    @Test("a signature takes no place of a release", arguments: types)
    func counted(type: String) async throws {
        #expect(try await left(type, .test(.imageCountMoreThan(2))) == ["v1", "signature", "v2"])
    }
}
