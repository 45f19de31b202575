import Essentials
import Formats

/// AWS CloudFormation: stacks, in the shape of `DescribeStacks`.
///
/// Each has its `TemplateBody`, and may have its resources as `StackResourceSummaries`.
struct CloudFormation {
    static let traits = ServiceTraits(
        wireProtocol: .query, throttling: ServiceError(code: "Throttling", message: "Rate exceeded"),
        serverErrorCode: "InternalFailure", unavailableCode: "ServiceUnavailable",
        invalidParameterCode: "ValidationError", version: "2010-05-15",
        documents: DocumentAPI(collections: [
            "stacks": DocumentAPI.Collection(
                id: "StackId", list: .init(operation: "DescribeStacks", member: "Stacks", token: "NextToken"),
                describe: nil)
        ]))

    /// The stacks, also those that were deleted.
    let stacks: [Document]

    /// The largest page, which the service measures in bytes.
    private static let pageSize = 50
    private static let resourcePageSize = 100

    /// Performs one operation.
    func perform(_ request: ServiceRequest, requestID: String) throws -> Data {
        let result =
            switch request.operation.name {
            case "DescribeStacks": try describeStacks(request)
            case "GetTemplate": try template(request)
            case "ListStackResources": try resources(request)
            default: throw ServiceError.unknownQueryOperation(request.operation)
            }
        return XMLText.answer(request.operation, XMLText.members(of: result), requestID: requestID)
    }

    private func describeStacks(_ request: ServiceRequest) throws -> Document {
        if request.parameters["StackName"] != nil {
            return ["Stacks": [try stack(request).described]]
        }
        let page = try Paging(listing: "DescribeStacks", limit: Self.pageSize, token: request.parameters["NextToken"])
            .page(of: stacks.filter { !$0.isDeleted }) { $0["StackId"]?.text ?? "" }
        var answer = ["Stacks": Document.array(page.items.map(\.described))]
        answer["NextToken"] = page.nextToken.map { .string($0) }
        return .object(answer)
    }

    private func resources(_ request: ServiceRequest) throws -> Document {
        let page = try Paging(
            listing: "ListStackResources", limit: Self.resourcePageSize, token: request.parameters["NextToken"]
        ).page(of: try stack(request)["StackResourceSummaries"]?.items ?? []) { $0["LogicalResourceId"]?.text ?? "" }
        var answer = ["StackResourceSummaries": Document.array(page.items)]
        answer["NextToken"] = page.nextToken.map { .string($0) }
        return .object(answer)
    }

    /// A template: a text as it is, and an object as JSON.
    private func template(_ request: ServiceRequest) throws -> Document {
        let body = try stack(request)["TemplateBody"]
        let stages: Document = ["Original", "Processed"]
        guard let body else { return ["StagesAvailable": stages] }
        let text = try body.text ?? String(decoding: Message.encode(body), as: UTF8.self)
        return ["TemplateBody": .string(text), "StagesAvailable": stages]
    }

    /// The stack that a request names: by its ARN, or by its name as long as it exists.
    private func stack(_ request: ServiceRequest) throws -> Document {
        let name = request.parameters["StackName"] ?? ""
        let found = stacks.first {
            $0["StackId"]?.text == name || ($0["StackName"]?.text == name && !$0.isDeleted)
        }
        guard let found else {
            throw ServiceError(code: "ValidationError", message: "Stack with id \(name) does not exist")
        }
        return found
    }
}

extension Document {
    /// Whether a stack was deleted.
    fileprivate var isDeleted: Bool { self["StackStatus"]?.text == "DELETE_COMPLETE" }

    /// The stack without what other operations answer.
    fileprivate var described: Document {
        guard case .object(var members) = self else { return self }
        members["TemplateBody"] = nil
        members["StackResourceSummaries"] = nil
        return .object(members)
    }
}
