import Essentials

/// Inspector's `CoveredResource`.
struct CoveredResource: Encodable, Sendable {
    struct ScanStatus: Encodable, Sendable {
        var statusCode: String
        var reason = "SUCCESSFUL"
    }

    struct Metadata: Encodable, Sendable {
        struct Repository: Encodable, Sendable {
            var name: String
            var scanFrequency = "CONTINUOUS_SCAN"
        }

        struct Image: Encodable, Sendable {
            var tags: [String]
            var imagePulledAt: Date?
            var lastInUseAt: Date?
            var inUseCount: Int?
        }

        var ecrRepository: Repository?
        var ecrImage: Image?
    }

    private enum CodingKeys: String, CodingKey {
        case resourceType, resourceId, accountId, scanType, scanStatus, resourceMetadata
    }

    var resourceType: String
    var resourceId: String
    var accountId: String
    var scanType = "PACKAGE"
    var scanStatus: ScanStatus
    /// For the filter only; the answer has it in the id.
    var repositoryName: String
    var resourceMetadata: Metadata
}

struct ListCoverageRequest: Decodable {
    var filterCriteria: CoverageFilter?
    var maxResults: Int?
    var nextToken: String?
}

struct ListCoverageResponse: Encodable {
    var coveredResources: [CoveredResource]
    var nextToken: String?
}

extension Inspector {
    /// Lists covered resources of all kinds that match the filter.
    ///
    /// If Inspector is not enabled, the list is empty, which proves nothing about use.
    func listCoverage(_ request: ListCoverageRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.maxResults, default: 100, in: 1...200)
        let filter = request.filterCriteria ?? CoverageFilter()
        try filter.validate()
        let covered = status == "ENABLED" ? coverage.filter(filter.accepts) : []
        let paging = Paging(listing: "ListCoverage", limit: limit, token: request.nextToken)
        let page = try paging.page(of: covered) { "\($0.resourceType) \($0.resourceId)" }
        return try Message.encode(ListCoverageResponse(coveredResources: page.items, nextToken: page.nextToken))
    }
}
