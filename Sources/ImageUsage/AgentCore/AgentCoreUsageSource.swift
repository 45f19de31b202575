public import AWSClient
public import ImageModel

/// The images of Amazon Bedrock AgentCore's agent runtimes, in every version.
///
/// A version that an endpoint serves may be invoked at any moment. AWS does not say when AgentCore resolves its tag, so
/// such a version may run any image of the repository. Other versions count as definitions: an endpoint may return to
/// one.
///
/// - SeeAlso: [AgentCore Runtime versioning](https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html)
public struct AgentCoreUsageSource: UsageSource {
    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("bedrock-agentcore:ListAgentRuntimes"),
        UsagePermission("bedrock-agentcore:ListAgentRuntimeEndpoints"),
        UsagePermission("bedrock-agentcore:ListAgentRuntimeVersions"),
        UsagePermission("bedrock-agentcore:GetAgentRuntime", on: "runtime/*"),
    ]

    /// The most concurrent calls.
    ///
    /// The pacer allows fewer when AgentCore throttles.
    static let width = 8

    /// The name `agentcore`.
    public var name: UsageSourceName { .agentcore }

    private let client: AWSClient

    /// Creates a source.
    ///
    /// - Parameter client: the client of AgentCore's control plane, in the account and region to read.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Reads the images of all versions of all runtimes.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let agentCore = AgentCoreClient(client: client.scoped(to: context))
        let runtimes = try await unlessUnknown { try await agentCore.runtimes() }
        let versions = try await runtimes.concurrentMap(width: Self.width) { runtime in
            try await unlessGone("ResourceNotFoundException") { try await agentCore.versions(of: runtime) } ?? []
        }.flatMap { $0 }
        return try await versions.concurrentMap(width: Self.width) { version in
            try await unlessGone("ResourceNotFoundException") { try await agentCore.use(by: version) } ?? nil
        }.compactMap(\.self)
    }
}

/// A version of an agent runtime.
struct AgentRuntimeVersion: Sendable {
    /// The runtime's id.
    let id: String
    /// The version's number.
    let number: String
    /// Whether an endpoint serves the version.
    let isServed: Bool
}
