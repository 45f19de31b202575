import ImageModel

/// The failure code and reason of an `ImageIdentifier` without an image.
struct LookupFailure: Error {
    var code: String
    var reason: String

    static let notFound = LookupFailure(code: "ImageNotFound", reason: "Requested image not found")
}

extension Repository {
    /// Finds the image that an identifier names.
    ///
    /// - Throws: ``LookupFailure``, with a code of ECR's `ImageFailureCode`.
    func digest(of id: ImageID) throws(LookupFailure) -> ImageDigest {
        guard id.imageDigest != nil || id.imageTag != nil else {
            throw LookupFailure(
                code: "MissingDigestAndTag", reason: "Invalid request parameters: both tag and digest cannot be null")
        }
        if let tag = id.imageTag, !Constraint.isTag(tag) {
            throw LookupFailure(
                code: "InvalidImageTag", reason: "Invalid request parameters: image tag '\(tag)' is not valid")
        }
        let byTag = id.imageTag.map { images.digest(of: ImageTag($0)) }
        guard let text = id.imageDigest else {
            guard case .some(.some(let digest)) = byTag else { throw .notFound }
            return digest
        }
        guard let digest = ImageDigest(text) else {
            throw LookupFailure(
                code: "InvalidImageDigest",
                reason:
                    "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'")
        }
        guard images[digest] != nil else { throw .notFound }
        if let byTag, byTag != digest {
            throw LookupFailure(
                code: "ImageTagDoesNotMatchDigest", reason: "Requested image tag does not point to the requested digest"
            )
        }
        return digest
    }
}
