import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@Suite("Lifecycle policies and their previews")
struct LifecyclePolicyTests {
    private static let prefix = "AmazonEC2ContainerRegistry_V20150921."
    private let zero = "sha256:" + String(repeating: "0", count: 64)

    private func answering(_ texts: String...) throws -> (client: ECRClient, transport: StubTransport) {
        let transport = StubTransport(texts.map { .success(TransportResponse(.ok, text: $0)) })
        return (try ECRClient.forTests(.privateRegistry, transport), transport)
    }

    @Test("StartLifecyclePolicyPreview names the policy to evaluate")
    func start() async throws {
        let (client, transport) = try answering(#"{"status":"IN_PROGRESS","registryId":"123456789012"}"#)
        try await client.startLifecyclePolicyPreview(of: #"{"rules":[]}"#, in: "team-a/app")
        #expect(transport.targets == [Self.prefix + "StartLifecyclePolicyPreview"])
        #expect(
            try transport.bodies == [#"{"lifecyclePolicyText":"{\"rules\":[]}","repositoryName":"team-a/app"}"#])
    }

    @Test("GetLifecyclePolicyPreview is asked page by page, of at most 100 results")
    func pages() async throws {
        let first =
            #"{"status":"COMPLETE","lifecyclePolicyText":"x","nextToken":"2","previewResults":[{"imageDigest":"\#(zero)","#
            + #""imageTags":["b","a"],"imagePushedAt":1769860800.5,"action":{"type":"EXPIRE","new":1},"#
            + #""appliedRulePriority":7,"storageClass":"STANDARD"}]}"#
        let last = #"{"status":"COMPLETE","lifecyclePolicyText":"x","previewResults":[],"summary":{"new":1}}"#
        let (client, transport) = try answering(first, last)
        var pages: [LifecyclePolicyPreview] = []
        for try await page in client.lifecyclePolicyPreview(in: "app") { pages.append(page) }
        #expect(transport.targets.first == Self.prefix + "GetLifecyclePolicyPreview")
        #expect(
            try transport.bodies == [
                #"{"maxResults":100,"repositoryName":"app"}"#,
                #"{"maxResults":100,"nextToken":"2","repositoryName":"app"}"#,
            ])
        let result = LifecyclePolicyPreview.Result(
            digest: try digest(0), tags: ["a", "b"], pushedAt: Date(timeIntervalSince1970: 1_769_860_800.5),
            action: "EXPIRE", rulePriority: 7)
        #expect(
            pages == [
                LifecyclePolicyPreview(status: .complete, policyText: "x", results: [result]),
                LifecyclePolicyPreview(status: .complete, policyText: "x"),
            ])
    }

    @Test(
        "A result without a digest or an action says nothing, and is an error",
        arguments: [
            #"{}"#, #"{"imageDigest":"latest","action":{"type":"EXPIRE"}}"#, #"{"action":{"type":"EXPIRE"}}"#,
            #"{"imageDigest":"ZERO"}"#, #"{"imageDigest":"ZERO","action":{}}"#,
            #"{"imageDigest":"ZERO","action":{"type":"EXPIRE"},"action":{"type":"TRANSITION"}}"#,
            #"{"imageDigest":"ZERO","action":{"type":"EXPIRE"},"appliedRulePriority":1.5}"#,
        ])
    func incompleteResult(result: String) async throws {
        let row = result.replacing("ZERO", with: zero)
        let (client, _) = try answering(
            #"{"status":"COMPLETE","lifecyclePolicyText":"x","previewResults":[\#(row)]}"#)
        let error = try await failure {
            for try await _ in client.lifecyclePolicyPreview(in: "app") {}
        }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "ecr:GetLifecyclePolicyPreview")
    }

    @Test(
        "A page without its status or its policy could be somebody else's, and is an error",
        arguments: [
            #"{}"#, #"{"status":"COMPLETE"}"#, #"{"lifecyclePolicyText":"x"}"#,
            #"{"status":"COMPLETE","status":"FAILED","lifecyclePolicyText":"x"}"#,
        ])
    func incompletePage(text: String) async throws {
        let (client, _) = try answering(text)
        let error = try await failure {
            for try await _ in client.lifecyclePolicyPreview(in: "app") {}
        }
        #expect(error.code == .malformedResponse)
    }

    @Test("GetLifecyclePolicy reads the policy, and when ECR last evaluated it")
    func ownPolicy() async throws {
        let (client, transport) = try answering(
            #"{"lifecyclePolicyText":"x","lastEvaluatedAt":1769860800,"registryId":"123456789012"}"#,
            #"{"lifecyclePolicyText":"x"}"#, #"{}"#)
        let time = Date(timeIntervalSince1970: 1_769_860_800)
        #expect(try await client.lifecyclePolicy(in: "app") == LifecyclePolicy(text: "x", lastEvaluatedAt: time))
        #expect(try await client.lifecyclePolicy(in: "app") == LifecyclePolicy(text: "x"))
        #expect(try await failure { try await client.lifecyclePolicy(in: "app") }.code == .malformedResponse)
        #expect(transport.targets.first == Self.prefix + "GetLifecyclePolicy")
        #expect(try transport.bodies.first == #"{"repositoryName":"app"}"#)
    }

    @Test("ECR Public has none of them, and nothing is sent")
    func publicRegistry() async throws {
        let transport = StubTransport.answering("{}")
        let client = try ECRClient.forTests(.publicRegistry, transport)
        let errors = [
            try await failure { try await client.lifecyclePolicy(in: "app") },
            try await failure { try await client.startLifecyclePolicyPreview(of: "x", in: "app") },
            try await failure { for try await _ in client.lifecyclePolicyPreview(in: "app") {} },
        ]
        #expect(errors.allSatisfy { $0.code == "UnsupportedOperation" })
        #expect(transport.requests.isEmpty)
    }

    @Test("All pages of a simulated preview are read", arguments: [1, 7, 100, 1_000])
    func simulated(pageSize: Int) async throws {
        let images = (0..<230).map { ImageEntry("image-\($0)", pushed: .daysAgo(Double($0))) }
        let file = RegistryFile(repositories: [RepositoryEntry("app", images: images)])
        let (client, registry) = try ECRClient.simulated(by: file, pageSize: pageSize)
        let text =
            #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","#
            + #""countNumber":20},"action":{"type":"expire"}}]}"#
        try await client.startLifecyclePolicyPreview(of: text, in: "app")
        var digests: [ImageDigest] = []
        for try await page in client.lifecyclePolicyPreview(in: "app") {
            #expect(page.status == .complete)
            digests += page.results.map(\.digest)
        }
        #expect(digests == registry.images(in: "app").dropFirst(20).map(\.digest))
    }
}
