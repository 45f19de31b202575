import Essentials
import Formats
import HTTPTypes

/// A request for an operation, independent of the protocol.
struct ServiceRequest {
    /// The operation.
    let operation: Operation
    /// The values in the path, the query or the form, by name.
    let parameters: [String: String]
    /// The body.
    let body: Data

    /// Reads a request; `nil` if no simulated operation matches.
    init?(_ head: HTTPRequest, _ body: Data) {
        self.body = body
        if let target = HTTPField.Name("X-Amz-Target").flatMap({ head.headerFields[$0] }) {
            guard head.method == .post, let operation = Operation(target: target) else { return nil }
            self.operation = operation
            parameters = [:]
            return
        }
        let target = (head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = target.first.map(String.init) ?? "/"
        if path == "/", head.method == .post {
            let form = FormParameters.read(String(decoding: body, as: UTF8.self))
            guard let action = form["Action"] else { return nil }
            let service = form["Version"].flatMap { version in
                Service.allCases.first { $0.traits.version == version }
            }
            operation = Operation(action, of: service ?? .sts)
            parameters = form
            return
        }
        guard let (operation, inPath) = Route.match(head.method, path) else { return nil }
        self.operation = operation
        parameters = FormParameters.read(target.count > 1 ? String(target[1]) : "").merging(inPath) { $1 }
    }

    /// The account and region of a Kubernetes API, which its path names.
    ///
    /// Requests to it carry a token, and no signature.
    var locationInPath: Location? {
        guard let account = parameters["account"], let region = parameters["region"], isForKubernetes else {
            return nil
        }
        return Location(account: account, region: region)
    }

    /// Whether the request is one to a cluster's Kubernetes API.
    var isForKubernetes: Bool {
        operation.service == .eks && ["GetGroups", "GetResources", "ListObjects"].contains(operation.name)
    }

    /// The value of a numeric parameter.
    func number(_ name: String) throws -> Int? {
        guard let text = parameters[name] else { return nil }
        guard let number = Int(text) else {
            throw ServiceError.invalidParameter(name, "Member must be a number")
        }
        return number
    }
}

/// The parser of names and values in a query or form.
enum FormParameters {
    /// Reads `name=value&…`; a repeated name keeps the last value.
    static func read(_ text: String) -> [String: String] {
        var parameters: [String: String] = [:]
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters[decoded(pair[0])] = pair.count > 1 ? decoded(pair[1]) : ""
        }
        return parameters
    }

    private static func decoded(_ text: Substring) -> String {
        PercentEncoding.decode(text.replacing("+", with: " "))
    }
}
