import AWSClient
public import Essentials
import Formats
public import ImageModel

/// The lifecycle policy that ECR itself carries out in a repository.
public struct LifecyclePolicy: Sendable, Hashable {
    /// The policy, as ECR writes it.
    public var text: String
    /// The time at which ECR last evaluated the policy, if it did.
    public var lastEvaluatedAt: Date?

    /// Creates a policy.
    public init(text: String, lastEvaluatedAt: Date? = nil) {
        (self.text, self.lastEvaluatedAt) = (text, lastEvaluatedAt)
    }
}

extension ECRClient {
    /// Reads the repository's own lifecycle policy (`GetLifecyclePolicy`).
    ///
    /// ECR Public lacks lifecycle policies.
    ///
    /// - Returns: `nil` if the repository has none.
    /// - Throws: `AWSError`, `CancellationError`.
    public func lifecyclePolicy(in repository: RepositoryName) async throws -> LifecyclePolicy? {
        try requirePrivateRegistry(for: GetLifecyclePolicy.operation)
        do {
            let answer = try await client.call(GetLifecyclePolicy(repositoryName: repository))
            try check([answer.origin], of: repository, GetLifecyclePolicy.operation)
            return answer.policy
        } catch let error as AWSError where error.code == "LifecyclePolicyNotFoundException" {
            return nil
        }
    }
}

private struct GetLifecyclePolicy: AWSJSONRequest, Encodable {
    static let operation = "GetLifecyclePolicy"

    let repositoryName: RepositoryName

    struct Response: Sendable {
        let policy: LifecyclePolicy
        let origin: AnswerOrigin
    }

    static func response(from body: Data) throws -> Response {
        try JSONReader.read(body) { reader in
            var text = JSONMember<String>()
            var lastEvaluatedAt = JSONMember<Date>()
            var origin = AnswerOrigin()
            try reader.object { reader, name in
                switch name {
                case "lifecyclePolicyText": try text.take(from: &reader) { try $0.string() }
                case "lastEvaluatedAt": try lastEvaluatedAt.take(from: &reader) { try $0.time() }
                default: if try !origin.take(name, from: &reader) { try reader.skip() }
                }
            }
            let policy = LifecyclePolicy(
                text: try text.required("lifecyclePolicyText"), lastEvaluatedAt: lastEvaluatedAt.value)
            return Response(policy: policy, origin: origin)
        }
    }
}
