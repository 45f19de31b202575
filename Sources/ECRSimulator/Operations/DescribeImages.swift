import Essentials
import ImageModel

struct DescribeImagesRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageIds: [ImageID]?
    var maxResults: Int?
    var nextToken: String?
    var filter: ImageFilter?
}

extension Registry {
    /// Describes a page of images, or the named images.
    ///
    /// All named images must exist.
    mutating func describeImages(_ request: DescribeImagesRequest) throws -> Data {
        // ECR Public has no filter and no archive: it describes every image.
        let filter = kind == .ecr ? request.filter ?? ImageFilter() : ImageFilter(imageStatus: "ANY")
        try filter.validate()
        let registryID = id
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            guard let ids = request.imageIds else {
                return try repository.page(of: request, filter)
            }
            guard request.maxResults == nil, request.nextToken == nil else {
                throw ServiceError.invalidParameters("maxResults and nextToken cannot be used with imageIds")
            }
            try Constraint.listSize(ids.count, of: "imageIds")
            return try repository.images(ids, filter, registryID: registryID)
        }
    }
}

extension Repository {
    fileprivate func page(of request: DescribeImagesRequest, _ filter: ImageFilter) throws -> Data {
        let limit = try Constraint.maxResults(request.maxResults)
        let listing = "DescribeImages \(name) \(filter.name)"
        let start = try PageToken.position(in: request.nextToken, of: listing).flatMap { Int($0) } ?? 0
        var details = ImageDetails(capacity: min(limit, images.count))
        var next: Int?
        for (number, image) in images.images(from: start) where filter.accepts(image) {
            if details.count == limit {
                next = number
                break
            }
            details.append(image.value.rendered)
        }
        return details.answer(nextToken: next.map { PageToken(listing: listing, position: "\($0)").text })
    }

    /// The named images' description; fails if one is missing.
    ///
    /// An image that the filter excludes counts as missing.
    fileprivate func images(_ ids: [ImageID], _ filter: ImageFilter, registryID: String) throws -> Data {
        var details = ImageDetails(capacity: ids.count)
        var seen: Set<ImageDigest> = []
        for id in ids {
            let digest: ImageDigest
            do throws(LookupFailure) {
                digest = try self.digest(of: id)
            } catch {
                guard error.code.hasPrefix("Image") else { throw ServiceError.invalidParameters(error.reason) }
                throw ServiceError.imageNotFound(id, repository: name.description, registryID: registryID)
            }
            guard let image = images[digest], filter.accepts(SharedImage(image)) else {
                throw ServiceError.imageNotFound(id, repository: name.description, registryID: registryID)
            }
            if seen.insert(digest).inserted { details.append(image.rendered) }
        }
        return details.answer(nextToken: nil)
    }
}

/// The answer's body, assembled from each image's prepared part.
private struct ImageDetails {
    // An array, since `Data` appends small pieces three times as slowly.
    private var body: [UInt8] = []
    private(set) var count = 0

    init(capacity: Int) {
        body.reserveCapacity(512 * (capacity + 1))
        body.append(contentsOf: #"{"imageDetails":["#.utf8)
    }

    mutating func append(_ rendered: [UInt8]) {
        if count > 0 { body.append(UInt8(ascii: ",")) }
        body.append(contentsOf: rendered)
        count += 1
    }

    consuming func answer(nextToken: String?) -> Data {
        var body = body
        // Base64 needs no escapes.
        body.append(contentsOf: (nextToken.map { "],\"nextToken\":\"\($0)\"}" } ?? "]}").utf8)
        return Data(body)
    }
}
