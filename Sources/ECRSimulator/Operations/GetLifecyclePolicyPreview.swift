import Essentials
import ImageModel

struct GetLifecyclePolicyPreviewRequest: Decodable {
    struct Filter: Decodable { var tagStatus: String? }

    var registryId: String?
    var repositoryName: String
    var imageIds: [ImageID]?
    var nextToken: String?
    var maxResults: Int?
    var filter: Filter?
}

struct GetLifecyclePolicyPreviewResponse: Encodable {
    struct Summary: Encodable {
        struct Transitions: Encodable {
            var targetStorageClass: String
            var imageTotalCount: Int
        }

        var expiringImageTotalCount: Int
        var transitioningImageTotalCounts: [Transitions]
    }

    var registryId: String
    var repositoryName: String
    var lifecyclePolicyText: String
    var status: String
    var nextToken: String?
    var previewResults: [StoredPreview.Row]
    var summary: Summary
}

extension Registry {
    /// Returns a page of the latest preview's results, or those of some images.
    mutating func lifecyclePolicyPreview(_ request: GetLifecyclePolicyPreviewRequest) throws -> Data {
        try Constraint.oneOf(["TAGGED", "UNTAGGED", "ANY"], request.filter?.tagStatus, name: "filter.tagStatus")
        let limit = try Constraint.maxResults(request.maxResults, in: 1...100)
        if let ids = request.imageIds {
            try Constraint.listSize(ids.count, of: "imageIds")
            guard request.maxResults == nil, request.nextToken == nil else {
                throw ServiceError.invalidParameters("maxResults and nextToken cannot be used with imageIds")
            }
        }
        let (registryID, settings) = (id, lifecyclePreviews)
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            guard let preview = repository.preview else {
                throw ServiceError(
                    code: "LifecyclePolicyPreviewNotFoundException",
                    message: """
                        There is no lifecycle policy preview for the repository with name '\(repository.name)' in the \
                        registry with id '\(registryID)'
                        """)
            }
            let rows = settings.status == "COMPLETE" ? preview.rows.filter(request.accepts) : []
            let listing = "GetLifecyclePolicyPreview \(repository.name)"
            let start = try PageToken.position(in: request.nextToken, of: listing).flatMap { Int($0) } ?? 0
            let end = min(start + limit, rows.count)
            return try Message.encode(
                GetLifecyclePolicyPreviewResponse(
                    registryId: registryID, repositoryName: request.repositoryName,
                    lifecyclePolicyText: preview.text, status: settings.status,
                    nextToken: end < rows.count ? PageToken(listing: listing, position: "\(end)").text : nil,
                    previewResults: Array(rows[min(start, end)..<end]), summary: .init(of: rows)))
        }
    }
}

extension GetLifecyclePolicyPreviewRequest {
    /// Whether a result is asked for.
    fileprivate func accepts(_ row: StoredPreview.Row) -> Bool {
        switch filter?.tagStatus {
        case "TAGGED": guard row.imageTags != nil else { return false }
        case "UNTAGGED": guard row.imageTags == nil else { return false }
        default: break
        }
        guard let imageIds else { return true }
        return imageIds.contains { id in
            id.imageDigest.map { $0 == row.imageDigest } ?? id.imageTag.map { row.imageTags?.contains($0) ?? false }
                ?? false
        }
    }
}

extension GetLifecyclePolicyPreviewResponse.Summary {
    fileprivate init(of rows: [StoredPreview.Row]) {
        let transitions = rows.count { $0.action.type == "TRANSITION" }
        self.init(
            expiringImageTotalCount: rows.count - transitions,
            transitioningImageTotalCounts: transitions == 0
                ? [] : [Transitions(targetStorageClass: "ARCHIVE", imageTotalCount: transitions)])
    }
}
