import Formats
import HTTPTypes

/// The route to a REST operation: method and path, with named parameters.
struct Route {
    let method: HTTPRequest.Method
    let segments: [String]
    let operation: Operation

    private init(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation) {
        self.method = method
        segments = path.split(separator: "/").map(String.init)
        self.operation = operation
    }

    /// The paths of the services' models.
    ///
    /// All are different, so that one endpoint serves all services.
    private static let all = [
        Route(.get, "/2015-03-31/functions", "lambda:ListFunctions"),
        Route(.get, "/2015-03-31/functions/{FunctionName}", "lambda:GetFunction"),
        Route(.get, "/2015-03-31/functions/{FunctionName}/versions", "lambda:ListVersionsByFunction"),
        Route(.get, "/2015-03-31/functions/{FunctionName}/aliases", "lambda:ListAliases"),
        Route(.post, "/coverage/list", "inspector2:ListCoverage"),
        Route(.post, "/status/batch/get", "inspector2:BatchGetAccountStatus"),
        Route(.post, "/v1/describejobdefinitions", "batch:DescribeJobDefinitions"),
        Route(.get, "/clusters", "eks:ListClusters"),
        Route(.get, "/clusters/{name}", "eks:DescribeCluster"),
        Route(.get, "\(kubernetes)/apis", "eks:GetGroups"),
        Route(.get, "\(kubernetes)/apis/{group}/{version}", "eks:GetResources"),
        Route(.get, "\(kubernetes)/apis/{group}/{version}/{plural}", "eks:ListObjects"),
        Route(.get, "\(kubernetes)/api/v1/{plural}", "eks:ListObjects"),
        Route(.get, "/schedules", "scheduler:ListSchedules"),
        Route(.get, "/schedules/{Name}", "scheduler:GetSchedule"),
        Route(.get, "/v1/pipes", "pipes:ListPipes"),
        Route(.get, "/v1/pipes/{Name}", "pipes:DescribePipe"),
    ]

    /// The path of a cluster's Kubernetes API.
    private static let kubernetes = "/kubernetes/{account}/{region}/{cluster}"

    /// The operation for a request, and the parameters in its path.
    static func match(_ method: HTTPRequest.Method, _ path: String) -> (Operation, [String: String])? {
        // Only some versions of Lambda's model have a slash at the end.
        let segments = path.split(separator: "/")
        for route in all where route.method == method {
            if let parameters = route.parameters(in: segments) { return (route.operation, parameters) }
        }
        return nil
    }

    private func parameters(in path: [Substring]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            if segment.hasPrefix("{") {
                parameters[String(segment.dropFirst().dropLast())] = PercentEncoding.decode(text)
            } else if segment != text {
                return nil
            }
        }
        return parameters
    }
}
