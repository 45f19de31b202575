import AWSClient

/// A revision of a task definition, as ECS describes it.
struct ECSTaskDefinition: Decodable, Sendable {
    struct Container: Decodable, Sendable {
        let name: String?
        let image: String?
    }

    let taskDefinitionArn: String
    let containerDefinitions: [Container]
}

extension ECSClient {
    /// ECS's error code if there is no such definition.
    static let undescribed: AWSError.Code = "ClientException"

    /// Describes a task definition (`DescribeTaskDefinition`).
    ///
    /// The name is a revision's ARN, or a family for its latest active revision.
    func describeTaskDefinition(_ name: String) async throws -> ECSTaskDefinition {
        // Only an ARN with a revision always means the same definition.
        if TaskDefinitionName(name) != nil, let kept = definitions[name] { return kept }
        let definition = try await client.call(DescribeTaskDefinition(taskDefinition: name)).taskDefinition
        definitions.keep(definition, for: definition.taskDefinitionArn)
        return definition
    }

    /// Describes the latest active revision of a family, if there is one.
    func describeLatestTaskDefinition(of family: String) async throws -> ECSTaskDefinition? {
        do {
            return try await describeTaskDefinition(family)
        } catch let error as AWSError where error.code == Self.undescribed {
            // ECS uses the code for several errors: the listing tells whether the family is gone.
            guard try await listTaskDefinitions(of: family, newest: 1).isEmpty else { throw error }
            return nil
        }
    }
}

private struct DescribeTaskDefinition: AWSJSONRequest, Encodable {
    static let operation = "DescribeTaskDefinition"

    let taskDefinition: String

    struct Response: Decodable {
        let taskDefinition: ECSTaskDefinition
    }
}
