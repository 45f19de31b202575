import Foundation
import ImageModel
import Testing

@testable import Retention

@Suite("Policies that others publish")
struct PublishedPolicyTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    @Test(
        "AWS's and Terraform's samples are taken as they are, and ECR would take them, too",
        arguments: PublishedPolicy.ofAWS + PublishedPolicy.ofTerraform)
    func decoded(sample: PublishedPolicy) throws {
        let document = try PolicyDocument(parsing: sample.text.utf8)
        #expect(document.policy.sections.first?.rules.count == sample.rules.count)
        #expect(document.notes.isEmpty)
    }

    @Test(
        "of the images that AWS explains its samples by, those expire that AWS says",
        arguments: PublishedPolicy.ofAWS.filter { !$0.images.isEmpty })
    func outcomes(sample: PublishedPolicy) throws {
        let section = try #require(try PolicyDocument(parsing: sample.text.utf8).policy.sections.first)
        let images = try sample.images.enumerated().map { number, example in
            let digest = try #require(ImageDigest("sha256:" + String(repeating: "\(number)", count: 64)))
            return Image(
                digest: digest, tags: example.tags.map { ImageTag($0) },
                pushedAt: Self.now - example.days * 86_400, mediaType: .imageManifest)
        }
        let decisions = Selection(section: section, protection: .none, at: Self.now)
            .assessment(of: images, manifests: IndexManifests()).decisions
        let expired = zip(sample.images, decisions).filter { $1.verdict == .expire }.map(\.0.letter)
        #expect(String(expired) == sample.expired)
    }
}
