import Essentials
import HTTPTypes

/// AWS Batch in one account and region.
struct Batch: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "TooManyRequestsException", message: "Too Many Requests"),
        invalidParameterCode: "ClientException",
        routes: [
            Route(.post, "/v1/describejobdefinitions", "batch:DescribeJobDefinitions"),
            Route(.post, "/v1/describejobqueues", "batch:DescribeJobQueues"),
            Route(.post, "/v1/listjobs", "batch:ListJobs"), Route(.post, "/v1/describejobs", "batch:DescribeJobs"),
        ])

    let location: Location
    var jobDefinitions: [JobDefinitionMessage] = []
    var jobQueues: [Document] = []
    var jobs: [Document] = []

    /// Creates a service without definitions.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ operation: String, _ body: Data) throws -> Data {
        switch operation {
        case "DescribeJobDefinitions": try describeJobDefinitions(Message.decode(from: body))
        case "DescribeJobQueues": try describeJobQueues(Message.decode(from: body))
        case "ListJobs": try listJobs(Message.decode(from: body))
        case "DescribeJobs": try describeJobs(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation)
        }
    }
}

struct DescribeJobDefinitionsRequest: Decodable {
    var jobDefinitions: [String]?
    var jobDefinitionName: String?
    var status: String?
    var maxResults: Int?
    var nextToken: String?
}

struct DescribeJobDefinitionsResponse: Encodable {
    var jobDefinitions: [JobDefinitionMessage]
    var nextToken: String?
}

extension Batch {
    /// Describes the listed definitions, or all that match name and status.
    ///
    /// Without a status, inactive definitions are included.
    func describeJobDefinitions(_ request: DescribeJobDefinitionsRequest) throws -> Data {
        if let names = request.jobDefinitions {
            guard names.count <= 100 else {
                throw ServiceError.invalidParameters("jobDefinitions can have at most 100 items")
            }
            let found = jobDefinitions.filter { definition in
                names.contains(definition.jobDefinitionArn)
                    || names.contains("\(definition.jobDefinitionName):\(definition.revision)")
            }
            return try Message.encode(DescribeJobDefinitionsResponse(jobDefinitions: found))
        }
        let limit = try Constraint.maxResults(request.maxResults, in: 1...100)
        let found = jobDefinitions.filter { definition in
            (request.jobDefinitionName ?? definition.jobDefinitionName) == definition.jobDefinitionName
                && (request.status ?? definition.status) == definition.status
        }
        let listing = "DescribeJobDefinitions \(request.jobDefinitionName ?? "") \(request.status ?? "")"
        let page = try Paging(listing: listing, limit: limit, token: request.nextToken)
            .page(of: found) { "\($0.jobDefinitionName) \(10_000_000_000 + $0.revision)" }
        return try Message.encode(
            DescribeJobDefinitionsResponse(jobDefinitions: page.items, nextToken: page.nextToken))
    }
}
