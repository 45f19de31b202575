import Formats
import HTTPTypes

/// The route to a REST operation: method and path, with named parameters.
struct Route {
    let method: HTTPRequest.Method
    let segments: [String]
    let operation: Operation

    init(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation) {
        self.method = method
        segments = path.split(separator: "/").map(String.init)
        self.operation = operation
    }

    /// The paths of all services' models.
    ///
    /// All are different, so that one endpoint serves all services.
    private static let all = Service.allCases.flatMap(\.traits.routes)

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
