import AWSClient
import ECRSimulator
import HTTPTransport
import ImageUsage

/// Stacks in the simulator, and the source that reads them.
enum CloudFormationStage {
    static let source: @Sendable (any Transport) throws -> any UsageSource = { transport in
        CloudFormationUsageSource(client: try .forTests(.cloudFormation, transport))
    }

    /// The ARN of a stack.
    static func arn(_ name: String = "app") -> String {
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/\(name)/0f0e0d0c"
    }

    /// A stack, as the simulator takes it.
    static func stack(
        _ name: String = "app", template: Document? = "{}", parameters: [String: String] = [:],
        resolved: [String: String] = [:], exports: [String: String] = [:], resources: [String: String] = [:],
        status: String = "UPDATE_COMPLETE", count: Int = 1
    ) -> Document {
        let parameters = parameters.map { key, value -> Document in
            var parameter: [String: Document] = ["ParameterKey": .string(key), "ParameterValue": .string(value)]
            parameter["ResolvedValue"] = resolved[key].map { .string($0) }
            return .object(parameter)
        }
        var members: [String: Document] = [
            "StackId": .string(arn(name)), "StackName": .string(name), "StackStatus": .string(status),
            "CreationTime": "2026-01-01T00:00:00Z", "Parameters": .array(parameters), "count": .number(Double(count)),
        ]
        members["TemplateBody"] = template
        members["Outputs"] = .array(
            exports.map { ["OutputKey": "Value", "OutputValue": .string($1), "ExportName": .string($0)] })
        members["StackResourceSummaries"] = .array(
            resources.map { ["LogicalResourceId": .string($0), "PhysicalResourceId": .string($1)] })
        return .object(members)
    }

    /// The simulator's documents.
    static func documents(_ stacks: [Document]) -> [Service: [String: [Document]]] {
        [.cloudformation: ["stacks": stacks]]
    }

    /// What the source sees in stacks.
    static func answer(_ stacks: Document...) async throws -> UsageAnswer {
        try await SourceStage(documents(stacks), source: source).answer()
    }
}
