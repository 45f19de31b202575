/// Amazon SageMaker: its resources, in the shapes of the operations that describe them.
enum SageMaker {
    static let traits = ServiceTraits(
        wireProtocol: .awsJSON, targetPrefix: "SageMaker", serverErrorCode: "InternalFailure",
        invalidParameterCode: "ValidationException",
        documents: DocumentAPI(collections: [
            "endpoints": collection("Endpoint", page: "Endpoints", times: ["CreationTime", "LastModifiedTime"]),
            "endpointConfigs": collection("EndpointConfig", page: "EndpointConfigs"),
            "inferenceComponents": collection(
                "InferenceComponent", page: "InferenceComponents",
                times: ["CreationTime", "LastModifiedTime", "EndpointName", "EndpointArn", "VariantName"]),
            "models": collection("Model", page: "Models"),
            "modelPackages": modelPackages,
            "trainingJobs": collection("TrainingJob", page: "TrainingJobSummaries", notFound: "ResourceNotFound"),
            "processingJobs": collection("ProcessingJob", page: "ProcessingJobSummaries", notFound: "ResourceNotFound"),
            "transformJobs": collection("TransformJob", page: "TransformJobSummaries", notFound: "ResourceNotFound"),
        ]))

    /// The resources of a kind, whose members begin with the kind's name.
    private static func collection(
        _ kind: String, page: String, times: [String] = ["CreationTime"], notFound: String = "ValidationException"
    ) -> DocumentAPI.Collection {
        DocumentAPI.Collection(
            id: "\(kind)Name",
            list: .init(
                operation: "List\(kind)s", member: page, fields: ["Name", "Arn", "Status"].map { kind + $0 } + times,
                limit: ("MaxResults", 100), token: "NextToken", filters: ["StatusEquals": "\(kind)Status"]),
            describe: .one(
                operation: "Describe\(kind)", parameter: "\(kind)Name",
                notFound: ServiceError(code: notFound, message: "Could not find the \(kind)")))
    }

    /// The model packages, which are described by name or, if they have a version, by ARN.
    private static let modelPackages = DocumentAPI.Collection(
        id: "ModelPackageArn",
        list: .init(
            operation: "ListModelPackages", member: "ModelPackageSummaryList",
            fields: [
                "ModelPackageName", "ModelPackageArn", "ModelPackageGroupName", "ModelPackageVersion", "CreationTime",
                "ModelPackageStatus", "ModelApprovalStatus",
            ],
            limit: ("MaxResults", 100), token: "NextToken",
            filters: [
                "ModelPackageGroupName": "ModelPackageGroupName", "ModelApprovalStatus": "ModelApprovalStatus",
            ],
            kinds: .init(parameter: "ModelPackageType", unless: "Unversioned") { package, type in
                type == "Both" || (package["ModelPackageVersion"] != nil) == (type == "Versioned")
            }),
        describe: .one(
            operation: "DescribeModelPackage", parameter: "ModelPackageName",
            notFound: ServiceError(code: "ValidationException", message: "ModelPackage does not exist")))
}
