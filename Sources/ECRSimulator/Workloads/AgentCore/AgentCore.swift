import HTTPTypes

/// Amazon Bedrock AgentCore: agent runtimes with their versions and endpoints.
enum AgentCore {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "ThrottlingException", message: "Rate exceeded"),
        serverErrorCode: "InternalServerException", invalidParameterCode: "ValidationException",
        invalidParameterMembers: ["reason": "FieldValidationFailed"],
        routes: [
            Route(.post, "/runtimes", "bedrock-agentcore:ListAgentRuntimes"),
            Route(.post, "/runtimes/{agentRuntimeId}/versions", "bedrock-agentcore:ListAgentRuntimeVersions"),
            Route(.post, "/runtimes/{agentRuntimeId}/runtime-endpoints", "bedrock-agentcore:ListAgentRuntimeEndpoints"),
            Route(.get, "/runtimes/{agentRuntimeId}", "bedrock-agentcore:GetAgentRuntime"),
        ],
        documents: DocumentAPI(collections: [
            "agentRuntimes": DocumentAPI.Collection(
                id: "agentRuntimeId", list: list("ListAgentRuntimes", "agentRuntimes", summary), describe: nil,
                nested: [
                    "versions": .init(
                        parent: "agentRuntimeId", notFound: notFound,
                        collection: .init(
                            id: "agentRuntimeVersion",
                            list: list("ListAgentRuntimeVersions", "agentRuntimes", summary),
                            describe: .one(operation: "GetAgentRuntime", parameter: "version", notFound: notFound))),
                    "endpoints": .init(
                        parent: "agentRuntimeId", notFound: notFound,
                        collection: .init(
                            id: "name",
                            list: list(
                                "ListAgentRuntimeEndpoints", "runtimeEndpoints",
                                [
                                    "name", "liveVersion", "targetVersion", "agentRuntimeEndpointArn",
                                    "agentRuntimeArn", "status", "id", "createdAt", "lastUpdatedAt",
                                ]),
                            describe: nil)),
                ])
        ]))

    /// The members of a runtime or a version that listings have.
    private static let summary = [
        "agentRuntimeArn", "agentRuntimeId", "agentRuntimeVersion", "agentRuntimeName", "description", "lastUpdatedAt",
        "status",
    ]

    private static let notFound = ServiceError(
        status: 404, code: "ResourceNotFoundException", message: "The agent runtime does not exist")

    private static func list(_ operation: String, _ member: String, _ fields: [String]) -> DocumentAPI.List {
        DocumentAPI.List(operation: operation, member: member, fields: fields, limit: ("maxResults", 100))
    }
}
