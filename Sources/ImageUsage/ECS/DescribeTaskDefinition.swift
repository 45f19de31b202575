import AWSClient

/// A revision of a task definition, as ECS describes it.
struct ECSTaskDefinition: Codable, Sendable {
    struct Container: Codable, Sendable {
        let name: String?
        // ECS's model has it as optional, but registers no definition without it.
        @NotEmpty var image: String
    }

    let taskDefinitionArn: String
    @NotEmpty var containerDefinitions: [Container]

    /// Whether a name means the definition: a revision's ARN, or a family's name or ARN for any of its revisions.
    fileprivate func isMeant(by name: String) -> Bool {
        if TaskDefinitionName(name) != nil { return taskDefinitionArn == name }
        let family = name.split(separator: "/").last.map { $0.prefix { $0 != ":" } }
        return TaskDefinitionName(taskDefinitionArn).map { $0.family == family.map(String.init) } ?? false
    }
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
        guard definition.isMeant(by: name) else {
            throw AWSError(
                code: .malformedResponse, operation: "ecs:\(DescribeTaskDefinition.operation)",
                message: "the answer about \(name) is about \(definition.taskDefinitionArn)")
        }
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
