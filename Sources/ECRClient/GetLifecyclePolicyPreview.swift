public import AWSClient
import Essentials
import Formats
public import ImageModel

extension ECRClient {
    /// Reads the repository's latest preview, in pages (`GetLifecyclePolicyPreview`).
    ///
    /// Each page tells the status and the policy again: another caller may start a preview between two pages.
    ///
    /// - Throws: `AWSError` with the code `LifecyclePolicyPreviewNotFoundException` if there is none.
    public func lifecyclePolicyPreview(in repository: RepositoryName) -> PageSequence<LifecyclePolicyPreview> {
        PageSequence(operation: permission(for: GetLifecyclePolicyPreview.operation)) { token in
            try requirePrivateRegistry(for: GetLifecyclePolicyPreview.operation)
            let answer = try await client.call(
                GetLifecyclePolicyPreview(
                    repositoryName: repository,
                    maxResults: min(pageSize, GetLifecyclePolicyPreview.maximumPageSize), nextToken: token))
            try check([answer.origin], of: repository, GetLifecyclePolicyPreview.operation)
            return (answer.preview, answer.nextToken)
        }
    }
}

private struct GetLifecyclePolicyPreview: AWSJSONRequest, Encodable {
    static let operation = "GetLifecyclePolicyPreview"

    /// The most results on one page, fewer than in ECR's other listings.
    static let maximumPageSize = 100

    let repositoryName: RepositoryName
    let maxResults: Int
    let nextToken: String?

    struct Response: Sendable {
        let preview: LifecyclePolicyPreview
        let origin: AnswerOrigin
        let nextToken: String?
    }

    static func response(from body: Data) throws -> Response {
        try JSONReader.read(body) { reader in
            var status = JSONMember<LifecyclePolicyPreview.Status>()
            var policyText = JSONMember<String>()
            var results = JSONMember<[LifecyclePolicyPreview.Result]>()
            var nextToken = JSONMember<String>()
            var origin = AnswerOrigin()
            try reader.object { reader, name in
                switch name {
                case "status": try status.take(from: &reader) { LifecyclePolicyPreview.Status(try $0.string()) }
                case "lifecyclePolicyText": try policyText.take(from: &reader) { try $0.string() }
                case "previewResults":
                    try results.take(from: &reader) {
                        try $0.all { try LifecyclePolicyPreview.Result(from: &$0) }
                    }
                case "nextToken": try nextToken.take(from: &reader) { try $0.string() }
                default: if try !origin.take(name, from: &reader) { try reader.skip() }
                }
            }
            let preview = LifecyclePolicyPreview(
                status: try status.required("status"), policyText: try policyText.required("lifecyclePolicyText"),
                results: results.value ?? [])
            return Response(preview: preview, origin: origin, nextToken: nextToken.value)
        }
    }
}
