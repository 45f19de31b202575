import Essentials
import ImageModel

struct PutImageRequest: Decodable {
    var registryId: String?
    var repositoryName: String
    var imageManifest: String
    var imageManifestMediaType: String?
    var imageTag: String?
    var imageDigest: String?
}

struct PutImageResponse: Encodable {
    var image: ImageMessage
}

/// The members that the registry reads in a pushed manifest.
private struct PushedManifest: Decodable {
    struct Descriptor: Decodable {
        var digest: ImageDigest
        var mediaType: String?
        var size: Int64?
    }
    struct Layer: Decodable { var size: Int64 }

    var mediaType: String?
    var artifactType: String?
    var config: Descriptor?
    var layers: [Layer]?
    var manifests: [Descriptor]?
    var subject: Descriptor?
}

extension Registry {
    /// Stores a manifest, or adds a tag to an existing manifest.
    ///
    /// A tag of another image moves. Layers are not modelled: every layer counts as uploaded.
    mutating func putImage(_ request: PutImageRequest, _ context: CallContext) throws -> Data {
        let registryID = id
        return try withRepository(request.repositoryName, registryID: request.registryId) { repository in
            let digest = try repository.put(request, context)
            return try Message.encode(
                PutImageResponse(
                    image: ImageMessage(
                        registryId: registryID, repositoryName: request.repositoryName,
                        imageId: ImageID(imageDigest: digest.description, imageTag: request.imageTag),
                        imageManifest: request.imageManifest,
                        imageManifestMediaType: repository.images[digest]?.facts.mediaType?.description)))
        }
    }
}

extension Repository {
    fileprivate mutating func put(_ request: PutImageRequest, _ context: CallContext) throws -> ImageDigest {
        let digest = ImageDigest.of(request.imageManifest)
        if let claimed = request.imageDigest, claimed != digest.description {
            throw ServiceError(
                code: "ImageDigestDoesNotMatchException",
                message: "The digest '\(claimed)' does not match the digest '\(digest)' of the manifest")
        }
        try checkTag(request.imageTag, digest)
        let tag = request.imageTag.map { ImageTag($0) }
        if let present = images[digest] {
            if present.facts.status != .active {
                // Pushing an archived image again restores it at once.
                images.update(digest) { image in
                    image.facts.status = .active
                    image.facts.lastActivatedAt = context.now
                }
            }
        } else {
            images.insert(try image(request, digest, context))
        }
        if let tag { images.point(tag, to: digest) }
        return digest
    }

    private func checkTag(_ text: String?, _ digest: ImageDigest) throws {
        if let text, !Constraint.isTag(text) {
            throw ServiceError.invalidParameter(
                "imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,299}'")
        }
        let holder = text.flatMap { images.digest(of: ImageTag($0)) }
        if let image = images[digest], image.facts.status == .active, text == nil || holder == digest {
            throw ServiceError(
                code: "ImageAlreadyExistsException",
                message: """
                    Image with digest '\(digest)' and tag '\(text ?? "null")' already exists in the repository with \
                    name '\(name)'
                    """)
        }
        if let text, let holder, holder != digest, tagMutability == "IMMUTABLE" {
            throw ServiceError(
                code: "ImageTagAlreadyExistsException",
                message: """
                    The image tag '\(text)' already exists in the '\(name)' repository and cannot be overwritten \
                    because the repository is immutable.
                    """)
        }
    }

    private func image(_ request: PutImageRequest, _ digest: ImageDigest, _ context: CallContext) throws -> StoredImage
    {
        let manifest: PushedManifest
        do {
            manifest = try JSONDecoder().decode(PushedManifest.self, from: Data(request.imageManifest.utf8))
        } catch is DecodingError {
            throw ServiceError.invalidParameter("imageManifest", "Invalid image manifest provided")
        }
        let children = manifest.manifests?.map(\.digest) ?? []
        let missing = children.filter { images[$0] == nil }
        guard missing.isEmpty else {
            throw ServiceError(
                code: "ReferencedImagesNotFoundException",
                message: "Images with digests '\(missing)' required for pushing image into repository do not exist")
        }
        let size =
            children.compactMap { images[$0]?.facts.sizeInBytes }.max()
            ?? (manifest.layers ?? []).reduce(0) { $0 + $1.size }
        let type = request.imageManifestMediaType ?? manifest.mediaType ?? MediaType.imageManifest.description
        return StoredImage(
            facts: Image(
                digest: digest, pushedAt: context.now, sizeInBytes: size, mediaType: MediaType(type),
                subject: manifest.subject?.digest),
            artifactMediaType: manifest.artifactType ?? manifest.config?.mediaType, children: children,
            manifest: .text(request.imageManifest))
    }
}
