import AWSClient
import ECRClient
import Foundation
import ImageModel
import TestSupport
import Testing

@Suite("Answers, as they are read")
struct AnswerTests {
    private let zero = "sha256:" + String(repeating: "0", count: 64)

    private func client(_ answer: String, _ kind: ECRClient.Kind = .privateRegistry) throws -> ECRClient {
        try ECRClient.forTests(kind, StubTransport.answering(answer))
    }

    private func image(_ members: String, of kind: ECRClient.Kind = .privateRegistry) async throws -> Image {
        let text = #"{"imageDetails":[{"imageDigest":"\#(zero)"\#(members)}]}"#
        let images = try await client(text, kind).describeImages(in: "app").all()
        return try #require(images.first)
    }

    @Test("An image with all of its members, and with some that are not known yet")
    func everyMember() async throws {
        let subject = "sha256:" + String(repeating: "f", count: 64)
        let image = try await image(
            #"""
            ,"registryId":"1","repositoryName":"app","imageTags":["b","a"],"imageSizeInBytes":9007199254740993,
            "imagePushedAt":1769860800.25,"imageManifestMediaType":"application/vnd.oci.image.index.v1+json",
            "lastRecordedPullTime":1.769860801E9,"subjectManifestDigest":"\#(subject)","imageStatus":"ACTIVATING",
            "lastArchivedAt":1769860802,"lastActivatedAt":1769860803.5,"artifactMediaType":"x",
            "imageScanFindingsSummary":{"findingSeverityCounts":{"HIGH":1}},"new":[{"member":null}]
            """#)
        let expected = try Image(
            digest: digest(0), tags: ["a", "b"], status: .activating,
            pushedAt: Date(timeIntervalSince1970: 1_769_860_800.25),
            lastPulledAt: Date(timeIntervalSince1970: 1_769_860_801),
            lastActivatedAt: Date(timeIntervalSince1970: 1_769_860_803.5),
            lastArchivedAt: Date(timeIntervalSince1970: 1_769_860_802), sizeInBytes: 9_007_199_254_740_993,
            mediaType: .imageIndex, subject: ImageDigest(subject))
        #expect(image == expected)
    }

    @Test("An image with nothing but its digest, or with null for the rest")
    func absentMembers() async throws {
        let bare = try Image(digest: digest(0), pushedAt: nil)
        #expect(bare.tags.isEmpty && bare.status == .active && bare.sizeInBytes == 0)
        #expect(try await image("") == bare)
        #expect(
            try await image(#","imageTags":null,"imagePushedAt":null,"imageStatus":null,"subjectManifestDigest":null"#)
                == bare)
        #expect(try await image(#","imageTags":[]"#) == bare)
    }

    @Test(
        "An image with a time before there was ECR, so that no age of it is known",
        arguments: ["imagePushedAt", "lastRecordedPullTime", "lastArchivedAt", "lastActivatedAt"],
        ["0", "-1769860800", "1420070399"])
    func impossibleTime(member: String, time: String) async throws {
        let others = ["imagePushedAt", "lastRecordedPullTime", "lastArchivedAt", "lastActivatedAt"]
            .filter { $0 != member }
        let text = others.map { #","\#($0)":1769860800"# }.joined() + #","\#(member)":\#(time)"#
        #expect(try await image(text) == Image(digest: digest(0), pushedAt: nil))
    }

    @Test(
        "A subject by another digest than SHA-256 is one that can't be looked up, and the listing goes on",
        arguments: ["sha512:" + String(repeating: "a", count: 128), "sha256:12", "", "blake3:x"])
    func unknownSubject(digest: String) async throws {
        let image = try await image(#","subjectManifestDigest":"\#(digest)""#)
        #expect(image.hasUnknownSubject)
        #expect(image.subject == nil)
        #expect(try await !self.image("").hasUnknownSubject)
    }

    @Test(
        "An untagged image of ECR Public may be a referrer unless its configuration is an image's",
        arguments: [
            ("", true), (#","artifactMediaType":null"#, true),
            (#","artifactMediaType":"application/vnd.cncf.notary.signature""#, true),
            (#","artifactMediaType":"application/vnd.oci.empty.v1+json""#, true),
            (#","artifactMediaType":"application/vnd.oci.image.config.v1+json""#, false),
            (#","artifactMediaType":"application/vnd.docker.container.image.v1+json""#, false),
            (#","imageTags":["v1"]"#, false),
        ])
    func publicReferrer(members: String, mayBeReferrer: Bool) async throws {
        #expect(try await image(members, of: .publicRegistry).hasUnknownSubject == mayBeReferrer)
        #expect(try await !image(members).hasUnknownSubject)
    }

    @Test("A status that is not known yet passes through")
    func unknownStatus() async throws {
        #expect(try await image(#","imageStatus":"FROZEN""#).status == ImageStatus("FROZEN"))
    }

    @Test(
        "An answer that is not what it should be is an error that names the place",
        arguments: [
            (#"{}"#, "$.imageDetails"), (#"{"imageDetails":null}"#, "$.imageDetails"),
            (#"{"imageDetails":{}}"#, "$.imageDetails"),
            (#"{"imageDetails":[],"imageDetails":[]}"#, "$.imageDetails"),
            (#"{"imageDetails":[],"nextToken":"t","nextToken":null}"#, "$.nextToken"),
            (#"{"imageDetails":[{"imagePushedAt":1e-400}]}"#, "$.imageDetails[0].imagePushedAt"),
            (#"{"imageDetails":[{"imageStatus":"ACTIVE","imageStatus":"ARCHIVED"}]}"#, "$.imageDetails[0].imageStatus"),
            (#"{"imageDetails":[{}]}"#, "$.imageDetails[0].imageDigest"),
            (
                #"{"imageDetails":[{"imageDigest":"latest"}]}"#,
                "$.imageDetails[0].imageDigest: latest is not a SHA-256 digest"
            ),
            (
                #"{"imageDetails":[{"imageDigest":"sha512:00"}]}"#,
                "$.imageDetails[0].imageDigest: sha512:00 is not a SHA-256 digest"
            ),
            (
                #"{"imageDetails":[{"imageDigest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","imagePushedAt":"2026"}]}"#,
                "$.imageDetails[0].imagePushedAt"
            ), ("[]", "$"), ("null", "$"), ("<html>", "$"), ("", "$"),
        ])
    func malformed(text: String, place: String) async throws {
        let client = try client(text)
        let error = try await failure { try await client.describeImages(in: "app").all() }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "ecr:DescribeImages")
        #expect(error.message.contains(place), "\(error)")
    }

    @Test("Repositories, and one of them by its name")
    func repositories() async throws {
        let text =
            #"{"repositories":[{"repositoryArn":"arn:x","registryId":"123456789012","repositoryName":"a/b","new":1}]}"#
        let expected = Repository(registryID: "123456789012", name: "a/b", arn: "arn:x")
        #expect(try await client(text).describeRepositories().all() == [expected])
        #expect(try await client(text).describeRepositories(named: ["a/b"]) == [expected])
        let other = try await failure { try await client(text).describeRepositories(named: ["a"]) }
        #expect(other.code == .malformedResponse)
        #expect(other.operation == "ecr:DescribeRepositories")
        #expect(other.message.contains("the repository a"))
    }

    @Test(
        "A registry's account that is not 12 digits is an error, since usage is matched by it",
        arguments: ["", "garbage", "123456789012 ", "12345678901", "1234567890123", "12345678901２"])
    func account(id: String) async throws {
        let text = #"{"repositories":[{"repositoryArn":"arn:x","registryId":"\#(id)","repositoryName":"a"}]}"#
        let error = try await failure { try await client(text).describeRepositories().all() }
        #expect(error.code == .malformedResponse)
        #expect(error.message.contains("$.repositories[0].registryId"), "\(error)")
    }

    @Test(
        "A replication configuration that is not given is an error, since deletions may be replicated",
        arguments: [
            "{}", #"{"replicationConfiguration":null}"#, #"{"replicationConfiguration":{}}"#,
            #"{"replicationConfiguration":{"rules":null}}"#,
            #"{"replicationConfiguration":{"rules":[]},"replicationConfiguration":{"rules":[]}}"#,
        ])
    func unknownReplication(text: String) async throws {
        let error = try await failure { try await client(text).describeRegistry() }
        #expect(error.code == .malformedResponse)
    }

    @Test(
        "Resource tags that are not known for certain are an error",
        arguments: [
            "{}", #"{"tags":null}"#, #"{"tags":[],"tags":[]}"#, #"{"tags":[{"Value":"a"}]}"#,
            #"{"tags":[{"Key":"keep"}]}"#,
            #"{"tags":[{"Key":"keep","Value":null}]}"#,
        ])
    func unknownTags(text: String) async throws {
        let error = try await failure { try await client(text).listTagsForResource("arn:x") }
        #expect(error.code == .malformedResponse)
    }

    @Test("Resource tags, an empty value included")
    func tags() async throws {
        let text = #"{"tags":[{"Key":"keep","Value":"yes"},{"Key":"a","Value":""}]}"#
        #expect(
            try await client(text).listTagsForResource("arn:x") == [
                ResourceTag(key: "keep", value: "yes"), ResourceTag(key: "a", value: ""),
            ])
        #expect(try await client(#"{"tags":[]}"#).listTagsForResource("arn:x").isEmpty)
        let error = try await failure { try await client(#"{"tags":[{"key":"keep"}]}"#).listTagsForResource("arn:x") }
        #expect(error.message.contains("$.tags[0].Key"))
    }

    @Test("An answer that does not speak of resource tags is an error, since a veto may stand in them")
    func absentTags() async throws {
        let error = try await failure { try await client("{}").listTagsForResource("arn:x") }
        #expect(error.code == .malformedResponse)
    }

    @Test("Failures inside a success are values, with codes that are not known yet")
    func failures() async throws {
        let text = #"""
            {"imageIds":[{"imageDigest":"\#(zero)","imageTag":"a"},{"imageDigest":"\#(zero)","imageTag":"b"}],
            "failures":[{"imageId":{"imageDigest":"\#(zero)"},"failureCode":"KmsError","failureReason":"no key"},
            {"imageId":{"imageTag":"x"},"failureCode":"BrandNew"},{}]}
            """#
        let deletion = try await client(text).batchDeleteImage([digest(0)], in: "app")
        #expect(try deletion.deleted == [digest(0)])
        #expect(
            deletion.failures == [
                ImageFailure(digest: try digest(0), code: "KmsError", reason: "no key"),
                ImageFailure(digest: nil, code: "BrandNew", reason: ""),
                ImageFailure(digest: nil, code: "Unknown", reason: ""),
            ])
        #expect(deletion.error == nil)
    }

    @Test("Manifests, without those that lack their digest or their text")
    func manifests() async throws {
        let text = #"""
            {"images":[{"imageId":{"imageDigest":"\#(zero)","imageTag":"a"},"imageManifest":"{}","imageManifestMediaType":"t"},
            {"imageId":{"imageTag":"a"},"imageManifest":"{}"},{"imageId":{"imageDigest":"\#(zero)"}},{}],
            "failures":[{"imageId":{"imageDigest":"\#(zero)"},"failureCode":"ImageNotFound","failureReason":"gone"}]}
            """#
        let answer = try await client(text).batchGetImage([digest(0)], in: "app")
        #expect(try answer.manifests == [Manifest(digest: digest(0), text: "{}", mediaType: MediaType("t"))])
        #expect(try answer.failures == [ImageFailure(digest: digest(0), code: .imageNotFound, reason: "gone")])
    }

    @Test("An archived image has the status that ECR says; without one it is not known to be archived")
    func archived() async throws {
        #expect(try await client(#"{"imageStatus":"ARCHIVED"}"#).archiveImage(digest(0), in: "app") == .archived)
        #expect(
            try await client(#"{"imageStatus":"SOON"}"#).archiveImage(digest(0), in: "app") == ImageStatus("SOON"))
        let error = try await failure { try await client("{}").archiveImage(digest(0), in: "app") }
        #expect(error.code == .malformedResponse)
    }

    @Test("A repository's ARN is what the answer says, whether the name stands at its end or not")
    func arns() async throws {
        let arns = [
            "app": "arn:aws:ecr:eu-west-1:123456789012:repository/app",
            "team/app": "arn:aws:ecr:eu-west-1:123456789012:repository/team/app",
            "web": "arn:aws:ecr:eu-west-1:210987654321:repository/web", "odd": "arn:aws:ecr:some:thing/else",
        ]
        let entries = arns.map {
            #"{"registryId":"123456789012","repositoryName":"\#($0.key)","repositoryArn":"\#($0.value)"}"#
        }
        let answer = #"{"repositories":[\#(entries.joined(separator: ","))]}"#
        let repositories = try await client(answer).describeRepositories().all()
        #expect(repositories.count == arns.count)
        for repository in repositories { #expect(repository.arn == arns[repository.name.description]) }
    }
}
