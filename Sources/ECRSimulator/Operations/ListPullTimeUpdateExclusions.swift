import Essentials

struct ListPullTimeUpdateExclusionsRequest: Decodable {
    var maxResults: Int?
    var nextToken: String?
}

struct ListPullTimeUpdateExclusionsResponse: Encodable {
    var pullTimeUpdateExclusions: [String]
    var nextToken: String?
}

extension Registry {
    /// Lists the principals whose pulls are not recorded, sorted.
    func listPullTimeUpdateExclusions(_ request: ListPullTimeUpdateExclusionsRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.maxResults)
        let start = try PageToken.position(in: request.nextToken, of: "ListPullTimeUpdateExclusions") ?? ""
        let principals = pullTimeUpdateExclusions.sorted().filter { $0 >= start }
        return try Message.encode(
            ListPullTimeUpdateExclusionsResponse(
                pullTimeUpdateExclusions: Array(principals.prefix(limit)),
                nextToken: principals.dropFirst(limit).first.map {
                    PageToken(listing: "ListPullTimeUpdateExclusions", position: $0).text
                }))
    }
}
