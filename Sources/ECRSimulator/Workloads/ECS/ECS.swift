import Essentials

/// Amazon ECS in one account and region.
struct ECS: Sendable {
    static let traits = ServiceTraits(wireProtocol: .awsJSON, targetPrefix: "AmazonEC2ContainerServiceV20141113")

    let location: Location
    /// The clusters by name.
    var clusters: [String: Cluster] = [:]
    /// The task definitions by ARN.
    var taskDefinitions: [String: TaskDefinitionMessage] = [:]
    var daemons = Daemons()

    /// Creates a service without clusters.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ operation: String, _ body: Data) throws -> Data {
        switch operation {
        case "ListClusters": try listClusters(Message.decode(from: body))
        case "ListTasks": try listTasks(Message.decode(from: body))
        case "DescribeTasks": try describeTasks(Message.decode(from: body))
        case "ListServices": try listServices(Message.decode(from: body))
        case "DescribeServices": try describeServices(Message.decode(from: body))
        case "ListServiceDeployments": try listServiceDeployments(Message.decode(from: body))
        case "DescribeServiceDeployments": try describeServiceDeployments(Message.decode(from: body))
        case "DescribeServiceRevisions": try describeServiceRevisions(Message.decode(from: body))
        case "ListTaskDefinitionFamilies": try listTaskDefinitionFamilies(Message.decode(from: body))
        case "ListTaskDefinitions": try listTaskDefinitions(Message.decode(from: body))
        case "DescribeTaskDefinition": try describeTaskDefinition(Message.decode(from: body))
        case "ListDaemons": try listDaemons(Message.decode(from: body))
        case "DescribeDaemon": try describeDaemon(Message.decode(from: body))
        case "DescribeDaemonDeployments": try describeDaemonDeployments(Message.decode(from: body))
        case "DescribeDaemonRevisions": try describeDaemonRevisions(Message.decode(from: body))
        case "DescribeDaemonTaskDefinition": try describeDaemonTaskDefinition(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation)
        }
    }

    /// The cluster that a request names by name or ARN.
    ///
    /// Without a name, the cluster is `default`.
    func cluster(_ text: String?) throws -> Cluster {
        let prefix = location.arn("ecs", "cluster/")
        let text = text ?? "default"
        let name = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        guard let cluster = clusters[name] else {
            throw ServiceError(code: "ClusterNotFoundException", message: "Cluster not found.")
        }
        return cluster
    }

    /// The paging of a listing, by the request's limit and token.
    func paging(
        _ listing: String, _ limit: Int?, _ token: String?, default defaultLimit: Int = 100
    ) throws -> Paging {
        Paging(
            listing: listing, limit: try Constraint.maxResults(limit, default: defaultLimit, in: 1...100), token: token)
    }

    /// Refuses an empty list, or one longer than the operation allows.
    static func checkCount(_ count: Int, of name: String, atMost limit: Int) throws {
        guard count > 0 else { throw ServiceError.invalidParameters("\(name) cannot be empty.") }
        guard count <= limit else {
            throw ServiceError.invalidParameters("\(name) can have at most \(limit) items, and not \(count).")
        }
    }
}

/// A cluster, with its services and tasks by ARN.
struct Cluster: Sendable {
    let name: String
    let arn: String
    var tasks: [String: TaskMessage] = [:]
    var services: [String: ServiceMessage] = [:]
    var revisions: [String: ServiceRevisionMessage] = [:]
    var deployments: [String: ServiceDeploymentMessage] = [:]
}

/// ECS's `Failure` for a missing resource.
struct ECSFailure: Encodable {
    var arn: String
    var reason = "MISSING"
}

struct ListClustersRequest: Decodable {
    var maxResults: Int?
    var nextToken: String?
}

struct ListClustersResponse: Encodable {
    var clusterArns: [String]
    var nextToken: String?
}

extension ECS {
    func listClusters(_ request: ListClustersRequest) throws -> Data {
        let page = try paging("ListClusters", request.maxResults, request.nextToken)
            .page(of: Array(clusters.values)) { $0.arn }
        return try Message.encode(ListClustersResponse(clusterArns: page.items.map(\.arn), nextToken: page.nextToken))
    }
}
