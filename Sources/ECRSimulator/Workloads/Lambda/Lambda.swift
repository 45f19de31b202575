import Essentials
import HTTPTypes

/// AWS Lambda in one account and region.
struct Lambda: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(
            status: 429, code: "TooManyRequestsException", message: "Rate Exceeded",
            members: ["Reason": "CallerRateLimitExceeded", "Type": "User"]),
        serverErrorCode: "ServiceException", messageMember: "Message",
        invalidParameterCode: "InvalidParameterValueException", invalidParameterMembers: ["Type": "User"],
        routes: [
            Route(.get, "/2015-03-31/functions", "lambda:ListFunctions"),
            Route(.get, "/2015-03-31/functions/{FunctionName}", "lambda:GetFunction"),
            Route(.get, "/2015-03-31/functions/{FunctionName}/versions", "lambda:ListVersionsByFunction"),
            Route(.get, "/2015-03-31/functions/{FunctionName}/aliases", "lambda:ListAliases"),
        ])

    let location: Location
    /// The functions by name.
    var functions: [String: LambdaFunction] = [:]

    /// Creates a service without functions.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ request: ServiceRequest) throws -> Data {
        switch request.operation.name {
        case "ListFunctions": try listFunctions(request)
        case "GetFunction": try getFunction(request)
        case "ListVersionsByFunction": try listVersions(request)
        case "ListAliases": try listAliases(request)
        default: throw ServiceError.unknownOperation(request.operation.name)
        }
    }

    /// The paging of a listing, with at most fifty items.
    ///
    /// A request may ask for up to 10,000.
    func paging(_ listing: String, _ request: ServiceRequest) throws -> Paging {
        let limit = try request.number("MaxItems") ?? 50
        guard (1...10_000).contains(limit) else {
            throw ServiceError.invalidParameter("maxItems", "Member must have value from 1 to 10000, and not \(limit)")
        }
        return Paging(listing: listing, limit: min(limit, 50), token: request.parameters["Marker"])
    }

    /// The function and qualifier that a path names, by name or ARN.
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
        /// The version's image; `nil` for a ZIP archive.
        var image: ImageReference?
    }

    var name: String
    var arn: String
    /// `$LATEST`, then the published versions in order.
    var versions: [Version]
    var aliases: [FunctionEntry.Alias]
}
