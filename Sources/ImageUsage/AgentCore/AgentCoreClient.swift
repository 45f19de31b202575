import AWSClient
import Essentials
import ImageModel

/// A client of the operations of AgentCore's control plane that show what agent runtimes run.
///
/// - SeeAlso: [AgentCore control plane API reference](https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/Welcome.html)
struct AgentCoreClient {
    /// The largest page of every listing.
    static let maximumPageSize = 100

    let client: AWSClient

    /// Lists all runtimes.
    func runtimes() async throws -> [AgentRuntimeSummary] {
        try await PageSequence(operation: "bedrock-agentcore:\(ListAgentRuntimes.operation)") { token in
            let answer = try await client.call(ListAgentRuntimes(nextToken: token))
            return (answer.agentRuntimes, answer.nextToken)
        }.all(identifiedBy: \.agentRuntimeId)
    }

    /// Lists the versions of a runtime, and tells which of them endpoints serve.
    ///
    /// Endpoints are read first, so that a version is listed by the time an endpoint serves it.
    func versions(of runtime: AgentRuntimeSummary) async throws -> [AgentRuntimeVersion] {
        let id = runtime.agentRuntimeId
        let endpoints = try await PageSequence(
            operation: "bedrock-agentcore:\(ListAgentRuntimeEndpoints.operation)"
        ) { token in
            let answer = try await client.call(ListAgentRuntimeEndpoints(runtime: id, nextToken: token))
            return (answer.runtimeEndpoints, answer.nextToken)
        }.all(identifiedBy: \.name)
        let versions = try await PageSequence(
            operation: "bedrock-agentcore:\(ListAgentRuntimeVersions.operation)"
        ) { token in
            let answer = try await client.call(ListAgentRuntimeVersions(runtime: id, nextToken: token))
            return (answer.agentRuntimes, answer.nextToken)
        }.all(identifiedBy: \.agentRuntimeVersion)
        let numbers = versions.map(\.agentRuntimeVersion)
        // The endpoint DEFAULT serves the newest version, also if it is not listed.
        var served = Set(endpoints.flatMap(\.versions))
        served.insert(runtime.agentRuntimeVersion)
        // An endpoint that names no version may serve any.
        if endpoints.contains(where: \.versions.isEmpty) { served.formUnion(numbers) }
        if let newest = numbers.max(by: { Int($0) ?? 0 < Int($1) ?? 0 }) { served.insert(newest) }
        return (numbers + served.sorted()).unique().map {
            AgentRuntimeVersion(id: id, number: $0, isServed: served.contains($0))
        }
    }

    /// A version's use of an image; `nil` if its code is no image.
    func use(by version: AgentRuntimeVersion) async throws -> ImageUse? {
        let answer = try await client.call(GetAgentRuntime(version: version))
        let artifact = answer.agentRuntimeArtifact
        let user = "AgentCore runtime \(answer.agentRuntimeArn) version \(version.number)"
        guard let uri = artifact.containerConfiguration?.containerUri else {
            guard artifact.codeConfiguration != nil else {
                throw Self.unreadable("the \(user) has neither a container nor code")
            }
            return nil
        }
        guard let use = ImageUse(image: uri, isRunning: version.isServed, user: user) else {
            throw Self.unreadable("the image of the \(user), \(uri), is not one of ECR's")
        }
        return use
    }

    private static func unreadable(_ message: String) -> AWSError {
        AWSError(
            code: .malformedResponse, operation: "bedrock-agentcore:\(GetAgentRuntime.operation)", message: message)
    }
}

/// A runtime or a version of one, as the listings show it.
struct AgentRuntimeSummary: Decodable, Sendable {
    let agentRuntimeId: String
    /// The version; in the listing of runtimes, the newest.
    let agentRuntimeVersion: String
}

/// A listing of AgentCore: a `POST` without a body.
private protocol AgentCoreListing: AWSRESTRequest {
    var nextToken: String? { get }
}

extension AgentCoreListing {
    var query: [(name: String, value: String)] {
        [("maxResults", "\(AgentCoreClient.maximumPageSize)")] + (nextToken.map { [("nextToken", $0)] } ?? [])
    }

    func body() -> Data? { Data() }
}

/// The request `POST /runtimes/`.
private struct ListAgentRuntimes: AgentCoreListing {
    static let operation = "ListAgentRuntimes"

    let nextToken: String?

    let path = ["runtimes", ""]

    struct Response: Decodable {
        let agentRuntimes: [AgentRuntimeSummary]
        let nextToken: String?
    }
}

/// The request `POST /runtimes/ID/runtime-endpoints/`.
private struct ListAgentRuntimeEndpoints: AgentCoreListing {
    static let operation = "ListAgentRuntimeEndpoints"

    let runtime: String
    let nextToken: String?

    var path: [String] { ["runtimes", runtime, "runtime-endpoints", ""] }

    struct Response: Decodable {
        struct Endpoint: Decodable {
            let name: String
            /// The version that the endpoint serves.
            let liveVersion: NotEmpty<String>?
            /// The version that it is to serve after an update.
            let targetVersion: NotEmpty<String>?

            var versions: [String] { [liveVersion, targetVersion].compactMap { $0?.wrappedValue } }
        }

        let runtimeEndpoints: [Endpoint]
        let nextToken: String?
    }
}

/// The request `POST /runtimes/ID/versions/`.
private struct ListAgentRuntimeVersions: AgentCoreListing {
    static let operation = "ListAgentRuntimeVersions"

    let runtime: String
    let nextToken: String?

    var path: [String] { ["runtimes", runtime, "versions", ""] }

    struct Response: Decodable {
        let agentRuntimes: [AgentRuntimeSummary]
        let nextToken: String?
    }
}

/// The request `GET /runtimes/ID/` for a version's image.
///
/// The response also holds environment variables. They are not read.
private struct GetAgentRuntime: AWSRESTRequest {
    static let operation = "GetAgentRuntime"

    let version: AgentRuntimeVersion

    var path: [String] { ["runtimes", version.id, ""] }

    var query: [(name: String, value: String)] { [("version", version.number)] }

    struct Response: Decodable {
        struct Artifact: Decodable {
            struct Container: Decodable { let containerUri: String }
            /// Code from S3, which runs in an image of AWS's own.
            struct Code: Decodable {}

            let containerConfiguration: Container?
            let codeConfiguration: Code?
        }

        let agentRuntimeArn: String
        let agentRuntimeArtifact: Artifact
    }
}
