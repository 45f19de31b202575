import AWSClient
import ECRClient
import Foundation
import ImageModel
import TestSupport
import Testing

@Suite("Garbage as ECR's answer")
struct AnswerFuzzTests {
    private static let one = "sha256:" + String(repeating: "0", count: 63) + "1"
    private static let images = Garbage(
        samples: [
            #"{"imageDetails":[{"registryId":"123456789012","repositoryName":"app","imageDigest":"\#(one)","#
                + #""imageTags":["v1","latest"],"imageSizeInBytes":62000000,"imagePushedAt":1.7E9,"#
                + #""imageManifestMediaType":"application/vnd.oci.image.index.v1+json","lastRecordedPullTime":1.6e9,"#
                + #""subjectManifestDigest":"\#(one)","imageStatus":"ACTIVE","unknown":{"a":[1,null,"x"]}}],"#
                + #""nextToken":"page-2"}"#,
            #"{"imageDetails":[]}"#,
        ],
        tokens: Garbage.jsonTokens + ["imageDetails", "imageDigest", "imageTags", "imageStatus", "nextToken", one])
    private static let deletion = Garbage(
        samples: [
            #"{"imageIds":[{"imageDigest":"\#(one)","imageTag":"v1"},{"imageDigest":"\#(one)"}],"failures":[{"imageId":"#
                + #"{"imageDigest":"\#(one)"},"failureCode":"ImageReferencedByManifestList","failureReason":"held"}]}"#
        ],
        tokens: Garbage.jsonTokens + ["imageIds", "failures", "failureCode", "imageDigest", one])
    private static let manifests = Garbage(
        samples: [
            #"{"images":[{"imageId":{"imageDigest":"\#(one)"},"imageManifest":"{\"manifests\":[]}","#
                + #""imageManifestMediaType":"application/vnd.oci.image.index.v1+json"}],"failures":[]}"#
        ],
        tokens: Garbage.jsonTokens + ["images", "imageManifest", "imageId", one])
    private static let repositories = Garbage(
        samples: [
            #"{"repositories":[{"repositoryArn":"arn:aws:ecr:eu-west-1:123456789012:repository/app","registryId":"#
                + #""123456789012","repositoryName":"app"}],"nextToken":"page-2"}"#
        ],
        tokens: Garbage.jsonTokens + ["repositories", "repositoryName", "nextToken"])

    private static let storageClass = Garbage(
        samples: [
            #"{"registryId":"123456789012","repositoryName":"app","imageId":{"imageDigest":"\#(one)"},"#
                + #""imageStatus":"ARCHIVED"}"#
        ],
        tokens: Garbage.jsonTokens + ["imageStatus", "ARCHIVED", "ACTIVATING", one])
    private static let tags = Garbage(
        samples: [#"{"tags":[{"Key":"keep","Value":"yes"},{"Key":"team","Value":""}]}"#],
        tokens: Garbage.jsonTokens + ["tags", "Key", "Value"])
    private static let exclusions = Garbage(
        samples: [#"{"pullTimeUpdateExclusions":["arn:aws:iam::123456789012:role/scanner"],"nextToken":"page-2"}"#],
        tokens: Garbage.jsonTokens + ["pullTimeUpdateExclusions", "nextToken"])

    private static let preview = Garbage(
        samples: [
            #"{"registryId":"123456789012","repositoryName":"app","status":"COMPLETE","lifecyclePolicyText":"{}","#
                + #""previewResults":[{"imageDigest":"\#(one)","imageTags":["v1"],"imagePushedAt":1.7E9,"action":"#
                + #"{"type":"EXPIRE"},"appliedRulePriority":1},{"imageDigest":"\#(one)","action":{"type":"#
                + #""TRANSITION","targetStorageClass":"ARCHIVE"}}],"nextToken":"page-2"}"#
        ],
        tokens: Garbage.jsonTokens + ["previewResults", "imageDigest", "action", "type", "status", "COMPLETE", one])
    private static let lifecyclePolicy = Garbage(
        samples: [#"{"lifecyclePolicyText":"{\"rules\":[]}","lastEvaluatedAt":1.7e9,"repositoryName":"app"}"#],
        tokens: Garbage.jsonTokens + ["lifecyclePolicyText", "lastEvaluatedAt"])

    /// Calls with each input as the answer; a call returns a valid value or throws the client's error.
    private func fuzz(
        _ garbage: Garbage, _ call: (ECRClient, _ number: Int) async throws -> Void
    ) async throws {
        let transport = GarbageTransport(garbage)
        let client = try ECRClient.forTests(.privateRegistry, transport)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                try await call(client, number)
            } catch let error as AWSError {
                #expect(!"\(error)".isEmpty, "input \(number)")
            }
        }
    }

    @Test("to a listing is an error, or the images and the token that another parser finds")
    func describeImages() async throws {
        try await fuzz(Self.images) { client, number in
            var pages = client.describeImages(in: "app").makeAsyncIterator()
            let page = try #require(try await pages.next(), "input \(number)")
            guard let answer = Self.images.object(number) else { return }
            let details = answer["imageDetails"] as? [[String: Any]]
            // A silently dropped image could be a referrer, or the parent of a manifest.
            #expect(page.map(\.digest.description) == details?.map { $0["imageDigest"] as? String }, "input \(number)")
        }
    }

    @Test("to a description by digest is an error, or the images that another parser finds")
    func describeImagesByDigest() async throws {
        let digest = try digest(1)
        try await fuzz(Self.images) { client, number in
            let images = try await client.describeImages([digest], in: "app")
            guard let answer = Self.images.object(number) else { return }
            let details = answer["imageDetails"] as? [[String: Any]]
            #expect(images.count == details?.count, "input \(number)")
        }
    }

    @Test("to a deletion is never taken for the deletion of what it does not name")
    func batchDeleteImage() async throws {
        let digest = try digest(1)
        try await fuzz(Self.deletion) { client, number in
            let deletion = try await client.batchDeleteImage([digest], in: "app")
            if deletion.error == nil {
                guard let answer = Self.deletion.object(number) else { return }
                let rows = answer["imageIds"] as? [[String: Any]]
                let named = Set((rows ?? []).compactMap { $0["imageDigest"] as? String })
                #expect(Set(deletion.deleted.map(\.description)).isSubset(of: named), "input \(number)")
            } else {
                #expect(deletion.deleted.isEmpty, "input \(number)")
            }
        }
    }

    @Test("to a request for manifests is an error, or manifests that it names")
    func batchGetImage() async throws {
        let digest = try digest(1)
        try await fuzz(Self.manifests) { client, number in
            let (manifests, _) = try await client.batchGetImage([digest], in: "app")
            guard let answer = Self.manifests.object(number) else { return }
            let named = (answer["images"] as? [[String: Any]] ?? []).map {
                [($0["imageId"] as? [String: Any])?["imageDigest"] as? String, $0["imageManifest"] as? String]
            }
            for manifest in manifests {
                #expect(named.contains([manifest.digest.description, manifest.text]), "input \(number)")
            }
        }
    }

    @Test("to a listing of repositories is an error, or their names")
    func describeRepositories() async throws {
        try await fuzz(Self.repositories) { client, number in
            var pages = client.describeRepositories().makeAsyncIterator()
            let page = try #require(try await pages.next(), "input \(number)")
            guard let answer = Self.repositories.object(number) else { return }
            let rows = answer["repositories"] as? [[String: Any]]
            #expect(page.map(\.name.description) == rows?.map { $0["repositoryName"] as? String }, "input \(number)")
        }
    }

    @Test("to a move to the archive is an error, or the status that another parser finds")
    func updateImageStorageClass() async throws {
        let digest = try digest(1)
        try await fuzz(Self.storageClass) { client, number in
            let status = try await client.archiveImage(digest, in: "app")
            guard let answer = Self.storageClass.object(number) else { return }
            #expect(status.description == answer["imageStatus"] as? String, "input \(number)")
        }
    }

    @Test("to a request for a repository's tags is an error, or all of its tags")
    func listTagsForResource() async throws {
        try await fuzz(Self.tags) { client, number in
            let tags = try await client.listTagsForResource("arn:aws:ecr:eu-west-1:123456789012:repository/app")
            guard let answer = Self.tags.object(number) else { return }
            let rows = answer["tags"] as? [[String: Any]]
            // A silently dropped tag might have protected the repository.
            #expect(tags.map(\.key) == rows?.map { $0["Key"] as? String }, "input \(number)")
        }
    }

    @Test("to a listing of exclusions is an error, or those that another parser finds")
    func listPullTimeUpdateExclusions() async throws {
        try await fuzz(Self.exclusions) { client, number in
            var pages = client.listPullTimeUpdateExclusions().makeAsyncIterator()
            let page = try #require(try await pages.next(), "input \(number)")
            guard !Self.exclusions.repeats("\"pullTimeUpdateExclusions\"", in: number),
                let answer = Self.exclusions.object(number)
            else { return }
            #expect(page == answer["pullTimeUpdateExclusions"] as? [String] ?? [], "input \(number)")
        }
    }

    @Test("to a preview is an error, or the images and actions that another parser finds")
    func lifecyclePolicyPreview() async throws {
        try await fuzz(Self.preview) { client, number in
            var pages = client.lifecyclePolicyPreview(in: "app").makeAsyncIterator()
            let page = try #require(try await pages.next(), "input \(number)")
            guard !Self.preview.repeats("\"previewResults\"", in: number), let answer = Self.preview.object(number)
            else { return }
            let rows = answer["previewResults"] as? [[String: Any]] ?? []
            let digests = rows.map { $0["imageDigest"] as? String }
            #expect(page.results.map(\.digest.description) == digests, "input \(number)")
            let actions = rows.map { ($0["action"] as? [String: Any])?["type"] as? String }
            #expect(page.results.map(\.action) == actions, "input \(number)")
        }
    }

    @Test("to a request for a lifecycle policy is an error, or the text that another parser finds")
    func lifecyclePolicy() async throws {
        try await fuzz(Self.lifecyclePolicy) { client, number in
            let policy = try await client.lifecyclePolicy(in: "app")
            guard let answer = Self.lifecyclePolicy.object(number) else { return }
            #expect(policy?.text == answer["lifecyclePolicyText"] as? String, "input \(number)")
        }
    }
}
