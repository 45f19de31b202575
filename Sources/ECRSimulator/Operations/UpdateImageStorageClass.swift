import Essentials
import ImageModel

struct UpdateImageStorageClassRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageId: ImageID
    var targetStorageClass: String
}

struct UpdateImageStorageClassResponse: Encodable {
    var registryId: String
    var repositoryName: String
    var imageId: ImageID
    var imageStatus: String
}

extension Registry {
    /// Archives an active image, or begins to restore an archived one.
    ///
    /// A restored image stays `ACTIVATING` until ``SimulatedRegistry/completeRestores()``; ECR takes up to 20 minutes.
    mutating func updateImageStorageClass(
        _ request: UpdateImageStorageClassRequest, _ context: CallContext
    ) throws -> Data {
        try Constraint.oneOf(["STANDARD", "ARCHIVE"], request.targetStorageClass, name: "targetStorageClass")
        let registryID = id
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            let digest: ImageDigest
            do throws(LookupFailure) {
                digest = try repository.digest(of: request.imageId)
            } catch {
                guard error.code.hasPrefix("Image") else { throw ServiceError.invalidParameters(error.reason) }
                throw ServiceError.imageNotFound(
                    request.imageId, repository: request.repositoryName, registryID: registryID)
            }
            let toArchive = request.targetStorageClass == "ARCHIVE"
            guard repository.images[digest]?.facts.status == (toArchive ? .active : .archived) else {
                throw ServiceError(
                    code: "ImageStorageClassUpdateNotSupportedException",
                    message: "The requested image storage class update is not supported")
            }
            let status = toArchive ? ImageStatus.archived : .activating
            repository.images.update(digest) { image in
                image.facts.status = status
                if toArchive { image.facts.lastArchivedAt = context.now }
            }
            return try Message.encode(
                UpdateImageStorageClassResponse(
                    registryId: registryID, repositoryName: request.repositoryName,
                    imageId: ImageID(imageDigest: digest.description, imageTag: request.imageId.imageTag),
                    imageStatus: status.description))
        }
    }
}
