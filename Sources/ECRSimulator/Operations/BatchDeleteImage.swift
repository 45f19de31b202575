import Essentials
import ImageModel

struct BatchDeleteImageRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageIds: [ImageID]
}

struct BatchDeleteImageResponse: Encodable {
    /// The removed tags and untagged images, a row for each.
    var imageIds: [ImageID] = []
    var failures: [ImageFailure] = []
}

extension Registry {
    /// Deletes images by digest, or removes tags.
    ///
    /// An image is deleted with its last tag. As in ECR, indexes are judged by their state before the call. Of an index
    /// and its manifests in one call, only the index is deleted. Deletions by digest are replicated, if the registry is
    /// configured so.
    mutating func batchDeleteImage(_ request: BatchDeleteImageRequest, _ context: CallContext) throws -> Data {
        try Constraint.listSize(request.imageIds.count, of: "imageIds")
        var deleted: [ImageDigest] = []
        let answer = try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            var answer = BatchDeleteImageResponse()
            let indexes = repository.indexes(holding: request.imageIds)
            for id in request.imageIds {
                do throws(LookupFailure) {
                    let rows = try repository.delete(id, indexes, context)
                    answer.imageIds += rows
                    if id.imageTag == nil { deleted += rows.prefix(1).compactMap(\.digest) }
                } catch {
                    answer.failures.append(
                        ImageFailure(imageId: id, failureCode: error.code, failureReason: error.reason))
                }
            }
            return answer
        }
        replicateDeletion(of: deleted, in: RepositoryName(request.repositoryName))
        return try Message.encode(answer)
    }
}

extension Repository {
    /// The indexes that contain the images of a request.
    fileprivate func indexes(holding ids: [ImageID]) -> [ImageDigest: Set<ImageDigest>] {
        let digests = ids.compactMap { try? digest(of: $0) }
        return Dictionary(digests.map { ($0, images.indexes(holding: $0)) }) { one, _ in one }
    }

    fileprivate mutating func delete(
        _ id: ImageID, _ indexes: [ImageDigest: Set<ImageDigest>], _ context: CallContext
    ) throws(LookupFailure) -> [ImageID] {
        let digest = try digest(of: id)
        if let failure = context.itemFailures.first(where: { $0.applies(to: digest) }) {
            throw LookupFailure(code: failure.code, reason: failure.reason)
        }
        let tags = images[digest]?.facts.tags.map(\.description) ?? []
        if let tag = id.imageTag, tags.count > 1 {
            images.removeTag(ImageTag(tag))
            return [ImageID(imageDigest: digest.description, imageTag: tag)]
        }
        let holding = indexes[digest] ?? []
        guard holding.isEmpty else {
            let list = holding.sorted().map(\.description).joined(separator: ", ")
            throw LookupFailure(
                code: "ImageReferencedByManifestList", reason: "Requested image referenced by manifest list: [\(list)]")
        }
        images.remove(digest)
        let rows = tags.map { ImageID(imageDigest: digest.description, imageTag: $0) }
        return rows.isEmpty ? [ImageID(imageDigest: digest.description)] : rows
    }
}

extension ImageID {
    fileprivate var digest: ImageDigest? { imageDigest.flatMap { ImageDigest($0) } }
}
