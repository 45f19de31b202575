import Essentials
import HTTPTypes

/// Amazon EKS in one account and region, and the Kubernetes API of each cluster.
///
/// The API of a cluster is at `/kubernetes/ACCOUNT/REGION/CLUSTER`, at the same host and port as all services.
struct EKS: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "TooManyRequestsException", message: "Rate exceeded"),
        routes: [
            Route(.get, "/clusters", "eks:ListClusters"),
            Route(.get, "/clusters/{name}", "eks:DescribeCluster"),
            Route(.get, "\(kubernetes)/apis", "eks:GetGroups"),
            Route(.get, "\(kubernetes)/apis/{group}/{version}", "eks:GetResources"),
            Route(.get, "\(kubernetes)/apis/{group}/{version}/{plural}", "eks:ListObjects"),
            Route(.get, "\(kubernetes)/api/v1/{plural}", "eks:ListObjects"),
        ])

    /// The path of a cluster's Kubernetes API.
    private static let kubernetes = "/kubernetes/{account}/{region}/{cluster}"

    let location: Location
    var clusters: [String: KubernetesCluster] = [:]

    /// Creates a service without clusters.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    ///
    /// - Parameter authority: the host and port of the service, and so of the clusters.
    func perform(_ request: ServiceRequest, to authority: String) throws -> Data {
        switch request.operation.name {
        case "ListClusters": return try listClusters(request)
        case "DescribeCluster": return try describeCluster(request.parameters["name"] ?? "", at: authority)
        case "GetGroups": return try Message.encode(KubernetesValue.groups)
        case "GetResources": return try Message.encode(KubernetesValue.resources(of: request.groupVersion))
        case "ListObjects": return try cluster(request).objects(request)
        default: throw ServiceError.unknownOperation(request.operation.name)
        }
    }

    private func cluster(_ request: ServiceRequest) throws -> KubernetesCluster {
        guard let cluster = clusters[request.parameters["cluster"] ?? ""] else {
            throw ServiceError(status: 404, code: "NotFound", message: "404 page not found")
        }
        return cluster
    }

    private func listClusters(_ request: ServiceRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.number("maxResults"), in: 1...100)
        let page = try Paging(listing: "ListClusters", limit: limit, token: request.parameters["nextToken"])
            .page(of: Array(clusters.keys)) { $0 }
        var members: [String: KubernetesValue] = ["clusters": .array(page.items.map { .text($0) })]
        members["nextToken"] = page.nextToken.map { .text($0) }
        return try Message.encode(KubernetesValue.object(members))
    }

    private func describeCluster(_ name: String, at authority: String) throws -> Data {
        guard let cluster = clusters[name] else {
            throw ServiceError(
                status: 404, code: "ResourceNotFoundException", message: "No cluster found for name: \(name).")
        }
        var members: [String: KubernetesValue] = [
            "name": .text(name), "status": .text(cluster.status),
            "arn": .text(location.arn("eks", "cluster/\(name)")),
            "accessConfig": .object(["authenticationMode": .text("API_AND_CONFIG_MAP")]),
        ]
        if cluster.status != "CREATING" {
            // Within a process there are no sockets, and any name will do.
            let host = authority.prefix { $0 != ":" }
            let scheme = ["127.0.0.1", "localhost"].contains(host) ? "http" : "https"
            members["endpoint"] = .text(
                "\(scheme)://\(authority)/kubernetes/\(location.account)/\(location.region)/\(name)")
            members["certificateAuthority"] = .object(["data": .text(Data("simulated".utf8).base64EncodedString())])
        }
        return try Message.encode(KubernetesValue.object(["cluster": .object(members)]))
    }
}

extension ServiceRequest {
    /// The group and version in the path of a request to the Kubernetes API.
    var groupVersion: String {
        parameters["group"].map { "\($0)/\(parameters["version"] ?? "")" } ?? "v1"
    }
}
