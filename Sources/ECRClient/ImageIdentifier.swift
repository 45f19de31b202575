import ImageModel

/// How requests and answers name an image: by its digest, by a tag, or by both.
struct ImageIdentifier: Codable, Sendable, Hashable {
    var imageDigest: ImageDigest?
    var imageTag: ImageTag?
}
