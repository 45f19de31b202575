import ECRSimulator
import ImageModel
import Testing

@Suite("ECR Public")
struct ECRPublicTests {
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            RegistryFile(
                repositories: [RepositoryEntry("private")],
                publicRepositories: [
                    RepositoryEntry(
                        "tool", resourceTags: ["team": "a"],
                        images: [
                            ImageEntry("one", tags: ["v1"], pushed: .daysAgo(3), pulled: .daysAgo(1)),
                            ImageEntry("two", pushed: .daysAgo(2)),
                        ])
                ]))
    }

    @Test("describes images without what it does not know: statuses and pull times")
    func members() throws {
        let reply = try registry.call("ecr-public:DescribeImages", ["repositoryName": "tool"])
        let image = try #require(reply.rows("imageDetails").first)
        #expect(
            Set(image.keys) == [
                "registryId", "repositoryName", "imageDigest", "imageTags", "imageSizeInBytes", "imagePushedAt",
                "imageManifestMediaType", "artifactMediaType",
            ])
        #expect(reply.rows("imageDetails").count == 2)
    }

    @Test("describes its own repositories, with the members that it has")
    func repositories() throws {
        let reply = try registry.call("ecr-public:DescribeRepositories")
        let repository = try #require(reply.rows("repositories").first)
        #expect(reply.rows("repositories").count == 1)
        #expect(repository["repositoryArn"] as? String == "arn:aws:ecr-public::123456789012:repository/tool")
        #expect(repository["imageTagMutability"] == nil)
    }

    @Test("deletes images, and gives resource tags")
    func deletesAndTags() throws {
        let reply = try registry.call(
            "ecr-public:BatchDeleteImage", ["repositoryName": "tool", "imageIds": [["imageTag": "v1"]]])
        #expect(reply.strings("imageIds", "imageTag") == ["v1"])
        #expect(registry.images(in: "tool", of: .ecrPublic).count == 1)
        let tags = try registry.call(
            "ecr-public:ListTagsForResource", ["resourceArn": "arn:aws:ecr-public::123456789012:repository/tool"])
        #expect(tags.rows("tags").count == 1)
    }

    @Test(
        "has no operations that are ECR's alone",
        arguments: ["ListImages", "BatchGetImage", "UpdateImageStorageClass", "ListPullTimeUpdateExclusions"])
    func unknownOperations(name: String) throws {
        let reply = try registry.call(Operation(name, of: .ecrPublic), ["repositoryName": "tool"])
        #expect(reply.code == "UnknownOperationException")
    }

    @Test("and ECR do not see each other's repositories")
    func separate() throws {
        #expect(
            try registry.call("DescribeImages", ["repositoryName": "tool"]).code == "RepositoryNotFoundException")
    }
}
