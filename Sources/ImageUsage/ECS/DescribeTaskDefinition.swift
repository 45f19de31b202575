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
    /// What ECS answers with where there is no such definition.
    static let undescribed: AWSError.Code = "ClientException"

    /// Describes a revision (`DescribeTaskDefinition`), whatever its status: by its ARN, or by a family its latest
    /// active one.
    func describeTaskDefinition(_ name: String) async throws -> ECSTaskDefinition {
        // Only an ARN that names its revision stands for the same thing every time.
        if TaskDefinitionName(name) != nil, let kept = definitions[name] { return kept }
        let definition = try await client.call(DescribeTaskDefinition(taskDefinition: name)).taskDefinition
        definitions.keep(definition, for: definition.taskDefinitionArn)
        return definition
    }

    /// Describes the latest active revision of a family, or returns `nil` where there is no longer any.
    func describeLatestTaskDefinition(of family: String) async throws -> ECSTaskDefinition? {
        do {
            return try await describeTaskDefinition(family)
        } catch let error as AWSError where error.code == Self.undescribed {
            // The code stands for many things: whether it is this one, the listing tells.
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
