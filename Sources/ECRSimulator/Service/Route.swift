import Formats
import HTTPTypes

/// The way to an operation of a REST service: its method, and its path with names for what varies.
struct Route {
    let method: HTTPRequest.Method
    let segments: [String]
    let operation: Operation

    private init(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation) {
        self.method = method
        segments = path.split(separator: "/").map(String.init)
        self.operation = operation
    }

    /// The paths of the services' models; no two of them are alike, so that one endpoint can serve all.
    private static let all = [
        Route(.get, "/2015-03-31/functions", "lambda:ListFunctions"),
        Route(.get, "/2015-03-31/functions/{FunctionName}", "lambda:GetFunction"),
        Route(.get, "/2015-03-31/functions/{FunctionName}/versions", "lambda:ListVersionsByFunction"),
        Route(.get, "/2015-03-31/functions/{FunctionName}/aliases", "lambda:ListAliases"),
        Route(.post, "/coverage/list", "inspector2:ListCoverage"),
        Route(.post, "/status/batch/get", "inspector2:BatchGetAccountStatus"),
        Route(.post, "/v1/describejobdefinitions", "batch:DescribeJobDefinitions"),
    ]

    /// The operation that a request is for, and what its path says.
    static func match(_ method: HTTPRequest.Method, _ path: String) -> (Operation, [String: String])? {
        // A slash at the end is in some versions of Lambda's model and in others not.
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
