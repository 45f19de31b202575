import Essentials

/// AWS Lambda in one account and region.
struct Lambda: Sendable {
    let location: Location
    /// By their names.
    var functions: [String: LambdaFunction] = [:]

    /// Has no functions.
    init(_ location: Location) { self.location = location }

    /// Carries out one operation.
    func perform(_ request: ServiceRequest) throws -> Data {
        switch request.operation.name {
        case "ListFunctions": try listFunctions(request)
        case "GetFunction": try getFunction(request)
        case "ListVersionsByFunction": try listVersions(request)
        case "ListAliases": try listAliases(request)
        default: throw ServiceError.unknownOperation(request.operation.name)
        }
    }

    /// Where a listing's page begins and ends: at most fifty items, whatever is asked for.
    func paging(_ listing: String, _ request: ServiceRequest) throws -> Paging {
        let limit = try request.number("MaxItems") ?? 50
        guard (1...10_000).contains(limit) else {
            throw ServiceError.invalidParameter("maxItems", "Member must have value from 1 to 10000, and not \(limit)")
        }
        return Paging(listing: listing, limit: min(limit, 50), token: request.parameters["Marker"])
    }

    /// The function that a path names, by its name or its ARN, and the qualifier that may follow.
    func function(_ request: ServiceRequest) throws -> (function: LambdaFunction, qualifier: String?) {
        let text = request.parameters["FunctionName"] ?? ""
        let parts = text.split(separator: ":").map(String.init)
        // arn:aws:lambda:REGION:ACCOUNT:function:NAME, ACCOUNT:function:NAME, function:NAME or NAME.
        let start = parts.firstIndex(of: "function").map { $0 + 1 } ?? 0
        let rest = parts.dropFirst(start)
        let isHere = !text.hasPrefix("arn:") || text.hasPrefix(location.arn("lambda", "function:"))
        guard isHere, let name = rest.first, let function = functions[name], rest.count <= 2 else {
            throw Self.notFound(location.arn("lambda", "function:\(rest.first ?? text)"))
        }
        return (function, rest.dropFirst().first ?? request.parameters["Qualifier"])
    }

    static func notFound(_ arn: String) -> ServiceError {
        ServiceError(
            status: 404, code: "ResourceNotFoundException", message: "Function not found: \(arn)",
            messageMember: "Message", members: ["Type": "User"])
    }
}

/// A function with its versions and aliases.
struct LambdaFunction: Sendable {
    struct Version: Sendable {
        /// A number, or `$LATEST`.
        var name: String
        /// Its image; none, where it is an archive of files.
        var image: ImageReference?
    }

    var name: String
    var arn: String
    /// `$LATEST` first, then those published, in order.
    var versions: [Version]
    var aliases: [FunctionEntry.Alias]
}
