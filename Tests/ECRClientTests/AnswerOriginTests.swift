import AWSClient
import ECRClient
import ImageModel
import TestSupport
import Testing

@Suite("An answer about another repository or registry")
struct AnswerOriginTests {
    private static let account = "123456789012"
    private static let zero = "sha256:" + String(repeating: "0", count: 64)

    /// Calls an operation whose answer names a registry and a repository, as JSON members.
    private static func call(
        _ operation: String, _ members: String, first: String = "", of account: String? = account
    ) async throws {
        let rows = (first.isEmpty ? [members] : [first, members]).map {
            #"{"imageDigest":"\#(zero)","imageId":{"imageDigest":"\#(zero)"},"imageManifest":"{}"\#($0)}"#
        }.joined(separator: ",")
        let text =
            switch operation {
            case "DescribeImages": #"{"imageDetails":[\#(rows)]}"#
            case "BatchGetImage": #"{"images":[\#(rows)]}"#
            case "GetLifecyclePolicy": #"{"lifecyclePolicyText":"{}"\#(members)}"#
            case "GetLifecyclePolicyPreview": #"{"status":"COMPLETE","lifecyclePolicyText":"{}"\#(members)}"#
            case "UpdateImageStorageClass": #"{"imageStatus":"ARCHIVED"\#(members)}"#
            default: #"{"replicationConfiguration":{"rules":[]},"scanningConfiguration":{}\#(members)}"#
            }
        var client = try ECRClient.forTests(.privateRegistry, StubTransport.answering(text))
        if let account { client = client.expecting(registryID: account) }
        let digest = try digest(0)
        switch operation {
        case "DescribeImages" where first.isEmpty: _ = try await client.describeImages([digest], in: "app")
        case "DescribeImages": _ = try await client.describeImages(in: "app").all()
        case "BatchGetImage": _ = try await client.batchGetImage([digest], in: "app")
        case "GetLifecyclePolicy": _ = try await client.lifecyclePolicy(in: "app")
        case "GetLifecyclePolicyPreview":
            for try await _ in client.lifecyclePolicyPreview(in: "app") {}
        case "UpdateImageStorageClass": _ = try await client.archiveImage(digest, in: "app")
        case "DescribeRegistry": _ = try await client.describeRegistry()
        default: _ = try await client.registryScanning()
        }
    }

    private static let ofRepositories = [
        "DescribeImages", "BatchGetImage", "GetLifecyclePolicy", "GetLifecyclePolicyPreview", "UpdateImageStorageClass",
    ]
    private static let all = ofRepositories + ["DescribeRegistry", "GetRegistryScanningConfiguration"]

    @Test("is an error that names both repositories", arguments: ofRepositories)
    func repository(operation: String) async throws {
        let error = try await failure { try await Self.call(operation, #","repositoryName":"other""#) }
        #expect(error.code == .malformedResponse && error.operation == "ecr:\(operation)")
        #expect(error.message == "the answer is about the repository other, and app was asked for")
    }

    @Test("is an error that names both registries", arguments: all)
    func registry(operation: String) async throws {
        let error = try await failure { try await Self.call(operation, #","registryId":"999999999999""#) }
        #expect(error.code == .malformedResponse && error.operation == "ecr:\(operation)")
        #expect(error.message == "the answer is about the registry 999999999999, and \(Self.account) was asked for")
    }

    @Test(
        "is an error also if other images of the answer are of the right one",
        arguments: ["DescribeImages", "BatchGetImage"])
    func oneOfSeveral(operation: String) async throws {
        let right = #","repositoryName":"app","registryId":"\#(Self.account)""#
        for wrong in [#","repositoryName":"ap""#, #","repositoryName":"app","registryId":"999999999999""#] {
            let error = try await failure { try await Self.call(operation, wrong, first: right) }
            #expect(error.code == .malformedResponse)
        }
    }

    @Test("is none if the answer does not say, or says what was asked for", arguments: all)
    func right(operation: String) async throws {
        try await Self.call(operation, "")
        try await Self.call(operation, #","repositoryName":"app","registryId":"\#(Self.account)""#)
        try await Self.call(operation, #","repositoryName":"app","registryId":"999999999999""#, of: nil)
    }
}
