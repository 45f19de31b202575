import AWSClient

/// A daemon's task definition, as ECS describes it.
struct ECSDaemonTaskDefinition: Decodable, Sendable {
    let daemonTaskDefinitionArn: String
    @NotEmpty var containerDefinitions: [ECSTaskDefinition.Container]
}

extension ECSClient {
    /// Describes a revision of a daemon's task definition by its ARN (`DescribeDaemonTaskDefinition`).
    func describeDaemonTaskDefinition(_ arn: String) async throws -> ECSDaemonTaskDefinition {
        let request = DescribeDaemonTaskDefinition(daemonTaskDefinition: arn)
        let definition = try await client.call(request).daemonTaskDefinition
        guard definition.daemonTaskDefinitionArn == arn else {
            throw AWSError(
                code: .malformedResponse, operation: Self.permission(for: DescribeDaemonTaskDefinition.operation),
                message: "the answer about \(arn) is about \(definition.daemonTaskDefinitionArn)")
        }
        return definition
    }
}

private struct DescribeDaemonTaskDefinition: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemonTaskDefinition"

    let daemonTaskDefinition: String

    struct Response: Decodable {
        let daemonTaskDefinition: ECSDaemonTaskDefinition
    }
}
