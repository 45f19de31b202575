import AWSClient

/// A stack, as CloudFormation describes it.
struct Stack: Sendable {
    /// A parameter with its value, from Systems Manager's parameter store if it is of such a type.
    struct Parameter: Sendable, Hashable {
        let key: String
        let value: String
    }

    /// A value that a stack has for others.
    struct Output: Sendable {
        let key: String
        let value: String
        /// The name that other stacks import the value by, if any.
        let exportName: String?
    }

    /// The stack's ARN, which no later stack of the same name has.
    let id: String
    /// The id of the stack at the top of the tree that a nested stack is part of; `nil` for a stack of its own.
    let rootID: String?
    let status: String
    /// The time of the last update, as CloudFormation writes it; `nil` before the first.
    let updatedAt: String?
    let parameters: [Parameter]
    let outputs: [Output]

    /// The statuses in which no earlier template, which CloudFormation does not show, can come back.
    ///
    /// A nested stack is in `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` until the update of the whole tree ends, and rolls back
    /// with it.
    private static let settledStatuses: Set<String> = [
        "CREATE_IN_PROGRESS", "CREATE_FAILED", "CREATE_COMPLETE", "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED",
        "ROLLBACK_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS",
        "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE",
    ]

    /// Whether the stack may return to an earlier template.
    ///
    /// An update is under way, or it failed and somebody has to end it. So it is in any status that is not known.
    var mayRollBack: Bool { !Self.settledStatuses.contains(status) }

    /// Whether the stack, as it was described later, was not updated since.
    func isUnchanged(in later: Stack) -> Bool {
        (status, updatedAt) == (later.status, later.updatedAt) && Set(parameters) == Set(later.parameters)
    }

    init(_ element: XMLTree) throws {
        id = try element.textIfPresent(of: "StackId") ?? element.text(of: "StackName")
        rootID = try element.textIfPresent(of: "RootId")
        status = try element.text(of: "StackStatus")
        updatedAt = try element.textIfPresent(of: "LastUpdatedTime")
        let list = element.children.contains { $0.name == "Parameters" } ? try element.members(of: "Parameters") : []
        // Where a value was resolved, what it was resolved from is the name of a stored parameter.
        parameters = try list.map { parameter in
            let value =
                try parameter.textIfPresent(of: "ResolvedValue") ?? parameter.textIfPresent(of: "ParameterValue")
            return Parameter(key: try parameter.text(of: "ParameterKey"), value: value ?? "")
        }
        let shown = element.children.contains { $0.name == "Outputs" } ? try element.members(of: "Outputs") : []
        outputs = try shown.map { output in
            Output(
                key: try output.text(of: "OutputKey"), value: try output.textIfPresent(of: "OutputValue") ?? "",
                exportName: try output.textIfPresent(of: "ExportName"))
        }
    }
}

/// The outputs of all stacks, which other stacks refer to.
struct StackOutputs: Sendable {
    /// The values that stacks export, by the names of the exports.
    let exports: [String: String]
    private let outputs: [String: [Stack.Output]]

    init(of stacks: [Stack]) {
        outputs = Dictionary(stacks.map { ($0.id, $0.outputs) }) { $1 }
        let named = stacks.flatMap(\.outputs).compactMap { output in output.exportName.map { ($0, output.value) } }
        exports = Dictionary(named) { $1 }
    }

    /// The outputs of a stack; none if it is not known.
    subscript(stack id: String) -> [Stack.Output] { outputs[id] ?? [] }
}

/// A resource of a stack.
struct StackResource: Sendable {
    /// The resource's name in the template.
    let id: String
    /// The resource's name in its service; `nil` while it is being created.
    let physicalID: String?

    init(_ element: XMLTree) throws {
        id = try element.text(of: "LogicalResourceId")
        physicalID = try element.textIfPresent(of: "PhysicalResourceId").flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A request to CloudFormation.
protocol CloudFormationRequest: AWSQueryRequest {}

extension CloudFormationRequest {
    static var version: String { "2010-05-15" }
}

/// The request for a page of all stacks that exist, nested ones included.
///
/// - SeeAlso: [DescribeStacks](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html)
struct DescribeStacks: CloudFormationRequest {
    static let operation = "DescribeStacks"

    let nextToken: String?

    var parameters: [(name: String, value: String)] { nextToken.map { [("NextToken", $0)] } ?? [] }

    struct Response: AWSQueryResponse {
        let stacks: [Stack]
        let nextToken: String?

        init(result: XMLTree) throws {
            stacks = try result.members(of: "Stacks").map(Stack.init)
            nextToken = try result.textIfPresent(of: "NextToken")
        }
    }
}

/// The request for a stack's template, with its transforms applied.
///
/// The processed template has the resources that a transform makes, and what it includes from elsewhere.
///
/// - SeeAlso: [GetTemplate](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html)
struct GetTemplate: CloudFormationRequest {
    static let operation = "GetTemplate"

    let stack: String

    var parameters: [(name: String, value: String)] { [("StackName", stack), ("TemplateStage", "Processed")] }

    struct Response: AWSQueryResponse {
        let body: String?

        init(result: XMLTree) throws { body = try result.textIfPresent(of: "TemplateBody") }
    }
}

/// The request for a page of a stack's resources.
///
/// - SeeAlso: [ListStackResources](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html)
struct ListStackResources: CloudFormationRequest {
    static let operation = "ListStackResources"

    let stack: String
    let nextToken: String?

    var parameters: [(name: String, value: String)] {
        [("StackName", stack)] + (nextToken.map { [("NextToken", $0)] } ?? [])
    }

    struct Response: AWSQueryResponse {
        let resources: [StackResource]
        let nextToken: String?

        init(result: XMLTree) throws {
            resources = try result.members(of: "StackResourceSummaries").map(StackResource.init)
            nextToken = try result.textIfPresent(of: "NextToken")
        }
    }
}
