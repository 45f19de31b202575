import Essentials
import ImageModel

struct ListImagesRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var maxResults: Int?
    var nextToken: String?
    var filter: ImageFilter?
}

struct ListImagesResponse: Encodable {
    var imageIds: [ImageID]
    var nextToken: String?
}

extension Registry {
    /// Lists image identifiers.
    ///
    /// An image has a row for each tag, or one row if it is untagged.
    mutating func listImages(_ request: ListImagesRequest) throws -> Data {
        let filter = request.filter ?? ImageFilter()
        try filter.validate()
        let limit = try Constraint.maxResults(request.maxResults)
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            let listing = "ListImages \(repository.name) \(filter.name)"
            let start = try PageToken.position(in: request.nextToken, of: listing).map(ListPosition.init(_:))
            var rows: [ImageID] = []
            for (number, shared) in repository.images.images(from: start?.number ?? 0) {
                let image = shared.value.facts
                guard filter.accepts(shared) else { continue }
                let tags = image.tags.map(\.description)
                for tag in tags.isEmpty ? [nil] : tags.map(Optional.some) {
                    if let start, number == start.number, let tag, tag < start.tag { continue }
                    guard rows.count < limit else {
                        let token = PageToken(listing: listing, position: "\(number) \(tag ?? "")")
                        return try Message.encode(ListImagesResponse(imageIds: rows, nextToken: token.text))
                    }
                    rows.append(ImageID(imageDigest: image.digest.description, imageTag: tag))
                }
            }
            return try Message.encode(ListImagesResponse(imageIds: rows))
        }
    }
}

/// The start of a page: an image's number and a tag.
///
/// The tag is the image's first tag on the page.
private struct ListPosition {
    var number: Int
    var tag: String

    init(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        number = parts.first.flatMap { Int($0) } ?? 0
        tag = parts.dropFirst().first.map(String.init) ?? ""
    }
}
