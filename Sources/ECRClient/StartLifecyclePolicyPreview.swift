import AWSClient
import Essentials
import Formats
public import ImageModel

extension ECRClient {
    /// Starts a preview of a lifecycle policy (`StartLifecyclePolicyPreview`).
    ///
    /// A preview touches neither images nor the repository's own policy. ECR Public lacks lifecycle policies.
    ///
    /// - Parameter policyText: the policy to evaluate.
    /// - Throws: `AWSError` with the code `LifecyclePolicyPreviewInProgressException` while another preview of the
    ///   repository is in progress, also if somebody else started it.
    public func startLifecyclePolicyPreview(of policyText: String, in repository: RepositoryName) async throws {
        try requirePrivateRegistry(for: StartLifecyclePolicyPreview.operation)
        _ = try await client.call(
            StartLifecyclePolicyPreview(repositoryName: repository, lifecyclePolicyText: policyText))
    }
}

private struct StartLifecyclePolicyPreview: AWSJSONRequest {
    static let operation = "StartLifecyclePolicyPreview"

    let repositoryName: RepositoryName
    let lifecyclePolicyText: String

    struct Response: Sendable {}

    func body() -> Data {
        JSONWriter.body { writer in
            writer.member("repositoryName", repositoryName.description)
            writer.member("lifecyclePolicyText", lifecyclePolicyText)
        }
    }

    /// Reads the answer, which is only acknowledged: `GetLifecyclePolicyPreview` tells everything that it says.
    static func response(from body: Data) throws -> Response {
        try JSONReader.read(body) { reader in
            try reader.object { reader, _ in try reader.skip() }
        }
        return Response()
    }
}
