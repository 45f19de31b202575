/// AWS CodeBuild: projects, in the shape of `BatchGetProjects`.
enum CodeBuild {
    static let traits = ServiceTraits(
        wireProtocol: .awsJSON, targetPrefix: "CodeBuild_20161006", serverErrorCode: "InternalFailure",
        invalidParameterCode: "InvalidInputException",
        documents: DocumentAPI(collections: [
            "projects": DocumentAPI.Collection(
                id: "name", list: .init(operation: "ListProjects", member: "projects"),
                describe: .batch(
                    operation: "BatchGetProjects", parameter: "names", maximum: 100, member: "projects",
                    missing: "projectsNotFound"))
        ]))
}
