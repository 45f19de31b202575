import AWSClient
import ECRClient
import HTTPTransport
import ImageModel
import TestSupport
import Testing

@Suite("Requests, as they are sent")
struct RequestTests {
    private let zero = "sha256:" + String(repeating: "0", count: 64)

    /// Makes a call, ignores its answer, and returns the request.
    private func sent(
        _ kind: ECRClient.Kind = .privateRegistry, pageSize: Int = 1_000, _ call: (ECRClient) async throws -> Void
    ) async throws -> (target: String, body: String) {
        let transport = StubTransport.answering("{}")
        // The answer may be invalid: only the request matters here.
        try? await call(ECRClient.forTests(kind, transport, pageSize: pageSize))
        #expect(transport.requests.count == 1)
        return (try #require(transport.targets.first ?? nil), try #require(try transport.bodies.first))
    }

    @Test("DescribeRepositories")
    func describeRepositories() async throws {
        let all = try await sent(pageSize: 7) { _ = try await $0.describeRepositories().all() }
        #expect(all.target == "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories")
        #expect(all.body == #"{"maxResults":7}"#)
        let one = try await sent { _ = try await $0.describeRepositories(named: ["team-a/app"]) }
        #expect(one.body == #"{"repositoryNames":["team-a/app"]}"#)
        let two = try await sent { _ = try await $0.describeRepositories(named: ["b", "a"]) }
        #expect(two.body == #"{"repositoryNames":["b","a"]}"#)
    }

    @Test("DescribeImages asks for every status in ECR, and ECR Public for none")
    func describeImages() async throws {
        let all = try await sent { _ = try await $0.describeImages(in: "app").all() }
        #expect(all.target == "AmazonEC2ContainerRegistry_V20150921.DescribeImages")
        #expect(all.body == #"{"filter":{"imageStatus":"ANY"},"maxResults":1000,"repositoryName":"app"}"#)
        let tagged = try await sent { _ = try await $0.describeImages(in: "app", tagStatus: .tagged).all() }
        #expect(
            tagged.body
                == #"{"filter":{"imageStatus":"ANY","tagStatus":"TAGGED"},"maxResults":1000,"repositoryName":"app"}"#)
        let some = try await sent { _ = try await $0.describeImages([digest(0)], in: "app") }
        #expect(
            some.body
                == #"{"filter":{"imageStatus":"ANY"},"imageIds":[{"imageDigest":"\#(zero)"}],"repositoryName":"app"}"#)
        let publicOnes = try await sent(.publicRegistry) { _ = try await $0.describeImages(in: "app").all() }
        #expect(publicOnes.target == "SpencerFrontendService.DescribeImages")
        #expect(publicOnes.body == #"{"maxResults":1000,"repositoryName":"app"}"#)
    }

    @Test("A page size that ECR does not take becomes one that it takes", arguments: [(0, 1), (-5, 1), (1_001, 1_000)])
    func pageSize(asked: Int, sent: Int) async throws {
        let request = try await self.sent(pageSize: asked) { _ = try await $0.describeRepositories().all() }
        #expect(request.body == #"{"maxResults":\#(sent)}"#)
    }

    @Test("BatchGetImage accepts every type of manifest that ECR knows, so that none is converted")
    func batchGetImage() async throws {
        let request = try await sent { _ = try await $0.batchGetImage([digest(0)], in: "app") }
        #expect(request.target == "AmazonEC2ContainerRegistry_V20150921.BatchGetImage")
        let types = [
            "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
        ].map { "\"\($0)\"" }.joined(separator: ",")
        #expect(
            request.body
                == #"{"acceptedMediaTypes":[\#(types)],"imageIds":[{"imageDigest":"\#(zero)"}],"repositoryName":"app"}"#
        )
    }

    @Test(
        "BatchDeleteImage names images by digest alone, in either service",
        arguments: [
            (ECRClient.Kind.privateRegistry, "AmazonEC2ContainerRegistry_V20150921"),
            (.publicRegistry, "SpencerFrontendService"),
        ])
    func batchDeleteImage(kind: ECRClient.Kind, prefix: String) async throws {
        let request = try await sent(kind) { _ = try await $0.batchDeleteImage([digest(0)], in: "app") }
        #expect(request.target == "\(prefix).BatchDeleteImage")
        #expect(request.body == #"{"imageIds":[{"imageDigest":"\#(zero)"}],"repositoryName":"app"}"#)
    }

    @Test("ListTagsForResource")
    func listTags() async throws {
        let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/app"
        let request = try await sent { _ = try await $0.listTagsForResource(arn) }
        #expect(request.target == "AmazonEC2ContainerRegistry_V20150921.ListTagsForResource")
        #expect(request.body == #"{"resourceArn":"\#(arn)"}"#)
    }

    @Test("UpdateImageStorageClass")
    func archive() async throws {
        let request = try await sent { _ = try await $0.archiveImage(digest(0), in: "app") }
        #expect(request.target == "AmazonEC2ContainerRegistry_V20150921.UpdateImageStorageClass")
        #expect(
            request.body
                == #"{"imageId":{"imageDigest":"\#(zero)"},"repositoryName":"app","targetStorageClass":"ARCHIVE"}"#)
    }

    @Test("ListPullTimeUpdateExclusions")
    func exclusions() async throws {
        let request = try await sent(pageSize: 3) { _ = try await $0.listPullTimeUpdateExclusions().all() }
        #expect(request.target == "AmazonEC2ContainerRegistry_V20150921.ListPullTimeUpdateExclusions")
        #expect(request.body == #"{"maxResults":3}"#)
    }

    @Test("What ECR Public does not have is refused before anything is sent")
    func unsupported() async throws {
        let transport = StubTransport.answering("{}")
        let client = try ECRClient.forTests(.publicRegistry, transport)
        let errors = [
            try await failure { try await client.batchGetImage([digest(0)], in: "app") },
            try await failure { try await client.batchGetImage([], in: "app") },
            try await failure { try await client.archiveImage(digest(0), in: "app") },
            try await failure { try await client.listPullTimeUpdateExclusions().all() },
        ]
        #expect(errors.allSatisfy { $0.code == "UnsupportedOperation" && $0.attempts == 0 })
        #expect(
            errors.map(\.operation) == [
                "ecr-public:BatchGetImage", "ecr-public:BatchGetImage", "ecr-public:UpdateImageStorageClass",
                "ecr-public:ListPullTimeUpdateExclusions",
            ])
        #expect(transport.requests.isEmpty)
    }
}
