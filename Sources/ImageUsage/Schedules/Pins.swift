import AWSClient
import ImageModel

/// The task definitions and images that one schedule, pipe or state machine names.
struct Pins: Sendable {
    /// The ARN of the resource.
    let owner: String
    /// The resource in words, such as `EventBridge rule arn:aws:events:…`.
    let user: String
    var definitions: Set<TaskDefinitionReference> = []
    var images: Set<ImageReference> = []
    /// Whether the resource starts anything by itself.
    let isEnabled: Bool

    /// Creates the pins of a resource, as yet none.
    ///
    /// - Parameters:
    ///   - kind: the kind of resource in words, such as `EventBridge rule`.
    ///   - state: the resource's state; one that is not told counts as enabled.
    init(_ kind: String, _ owner: String, state: String? = nil) {
        self.owner = owner
        isEnabled = state.map { !["DISABLED", "STOPPED", "DELETED"].contains($0) } ?? true
        user = "\(kind) \(owner)"
    }

    /// Adds the task definition of a target.
    ///
    /// - Throws: `AWSError` for a name of unknown form: what it means might be in use.
    mutating func add(_ name: String, from operation: String) throws {
        guard let reference = TaskDefinitionReference(name, in: owner) else {
            throw AWSError(
                code: .malformedResponse, operation: operation,
                message: "the \(user) names \(name), which is not a task definition")
        }
        definitions.insert(reference)
    }

    /// Adds the task definition of a target, if the target runs a task.
    ///
    /// - Parameters:
    ///   - target: the target's ARN; `nil` if it was not told.
    ///   - parameters: the target's settings for a task, if it has some.
    /// - Throws: `AWSError` for a cluster of ECS without a task definition: its images may be in use.
    mutating func add(taskOf target: String?, _ parameters: ECSParameters?, from operation: String) throws {
        if let parameters { return try add(parameters.taskDefinition, from: operation) }
        guard ECSTarget.isCluster(target) else { return }
        throw AWSError(
            code: .malformedResponse, operation: operation,
            message: "the answer does not say which task definition the \(user) starts")
    }

    /// The uses of images that the resource names itself.
    var namedUses: [ImageUse] {
        images.map { ImageUse(reference: $0, isRunning: false, user: user) }
    }
}
