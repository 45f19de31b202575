import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct BatchDeleteImageRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageIds: [ImageID]
}

struct BatchDeleteImageResponse: Encodable {
    /// A row for each tag that went, or one for an image without tags.
    var imageIds: [ImageID] = []
    var failures: [ImageFailure] = []
}

extension Registry {
    /// Deletes images by digest with all their tags, or takes tags away, the last of which takes the image along.
    ///
    /// Items are worked on in the order of the request, so that an index that stands before its manifests goes with
    /// them in one call, and one that stands after them holds them.
    mutating func batchDeleteImage(_ request: BatchDeleteImageRequest, _ context: CallContext) throws -> Data {
        try Constraint.listSize(request.imageIds.count, of: "imageIds")
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            var answer = BatchDeleteImageResponse()
            for id in request.imageIds {
                do throws(LookupFailure) {
                    answer.imageIds += try repository.delete(id, context)
                } catch {
                    answer.failures.append(
                        ImageFailure(imageId: id, failureCode: error.code, failureReason: error.reason))
                }
            }
            return try Message.encode(answer)
        }
    }
}

extension Repository {
    fileprivate mutating func delete(_ id: ImageID, _ context: CallContext) throws(LookupFailure) -> [ImageID] {
        let digest = try digest(of: id)
        if let failure = context.itemFailures.first(where: { $0.applies(to: digest) }) {
            throw LookupFailure(code: failure.code, reason: failure.reason)
        }
        let tags = images[digest]?.facts.tags.map(\.description) ?? []
        if let tag = id.imageTag, tags.count > 1 {
            images.removeTag(ImageTag(tag))
            return [ImageID(imageDigest: digest.description, imageTag: tag)]
        }
        let holders = images.indexes(holding: digest)
        guard holders.isEmpty else {
            let list = holders.sorted().map(\.description).joined(separator: ", ")
            throw LookupFailure(
                code: "ImageReferencedByManifestList", reason: "Requested image referenced by manifest list: [\(list)]")
        }
        images.remove(digest)
        let rows = tags.map { ImageID(imageDigest: digest.description, imageTag: $0) }
        return rows.isEmpty ? [ImageID(imageDigest: digest.description)] : rows
    }
}
