import AWSClient

extension ECSClient {
    /// The beginning of ECS's message about a definition that does not exist, or a family without an active revision.
    private static let noDefinition = "unable to describe task definition"

    /// Describes the task definition that a resource names; `nil` if it can't run.
    ///
    /// - Parameter pins: the resource, for errors.
    func describePinned(_ reference: TaskDefinitionReference, by pins: Pins) async throws -> ECSTaskDefinition? {
        do {
            return try await describeTaskDefinition(reference.name(in: pins.owner))
        } catch let error as AWSError where error.code == Self.undescribed {
            // ECS uses the code for several errors. And elsewhere, this caller might only not see the definition.
            let isGone = error.message.lowercased().hasPrefix(Self.noDefinition) && reference.isInPlace(of: pins.owner)
            if isGone { return nil }
            throw error.adding(" It is \(reference), which the \(pins.user) names")
        }
    }
}
