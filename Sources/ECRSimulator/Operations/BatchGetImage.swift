import Essentials
import ImageModel

struct BatchGetImageRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageIds: [ImageID]
    var acceptedMediaTypes: [String]?
}

struct BatchGetImageResponse: Encodable {
    var images: [ImageMessage] = []
    var failures: [ImageFailure] = []
}

/// ECR's `Image`: an identifier with a manifest.
struct ImageMessage: Encodable {
    var registryId: String
    var repositoryName: String
    var imageId: ImageID
    var imageManifest: String
    var imageManifestMediaType: String?
}

extension Registry {
    /// Returns manifests, and updates pull times unless the caller is excluded.
    ///
    /// ECR records one pull a day. Here each pull is recorded at once, which is harder for clients.
    mutating func batchGetImage(_ request: BatchGetImageRequest, _ context: CallContext) throws -> Data {
        try Constraint.listSize(request.imageIds.count, of: "imageIds")
        let movesPullTimes = !pullTimeUpdateExclusions.contains(context.caller.principal)
        let registryID = id
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            var answer = BatchGetImageResponse()
            for id in request.imageIds {
                do throws(LookupFailure) {
                    let image = try repository.pullable(id, request.acceptedMediaTypes, context)
                    let digest = image.facts.digest
                    answer.images.append(
                        ImageMessage(
                            registryId: registryID, repositoryName: request.repositoryName,
                            imageId: ImageID(imageDigest: digest.description, imageTag: id.imageTag),
                            imageManifest: image.manifest.text,
                            imageManifestMediaType: image.facts.mediaType?.description))
                    if movesPullTimes { repository.images.update(digest) { $0.facts.lastPulledAt = context.now } }
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
    fileprivate func pullable(
        _ id: ImageID, _ acceptedMediaTypes: [String]?, _ context: CallContext
    ) throws(LookupFailure) -> StoredImage {
        let digest = try digest(of: id)
        if let failure = context.itemFailures.first(where: { $0.applies(to: digest) }) {
            throw LookupFailure(code: failure.code, reason: failure.reason)
        }
        guard let image = images[digest] else { throw .notFound }
        guard image.facts.status == .active else {
            throw LookupFailure(
                code: "ImageInaccessible",
                reason: "Requested image is \(image.facts.status) and cannot be pulled")
        }
        if let accepted = acceptedMediaTypes, let type = image.facts.mediaType?.description, !accepted.contains(type) {
            throw .notFound
        }
        return image
    }
}
