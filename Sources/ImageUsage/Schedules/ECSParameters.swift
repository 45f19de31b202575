/// The settings of a target that runs an ECS task.
///
/// EventBridge's rules, its Scheduler and its Pipes have the same member.
struct ECSParameters: Decodable, Sendable {
    let taskDefinition: String

    private enum CodingKeys: String, CodingKey { case taskDefinition = "TaskDefinitionArn" }
}
