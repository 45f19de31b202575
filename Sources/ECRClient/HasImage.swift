import AWSClient
public import ImageModel

/// An image in its repository, by its digest or by one of its tags.
public enum ImageIdentifier: Sendable, Hashable {
    /// The digest of the image's manifest.
    case digest(ImageDigest)
    /// One of the image's tags.
    case tag(ImageTag)
}

extension ECRClient {
    /// Asks whether a repository has an image, of whatever status (`DescribeImages`).
    ///
    /// - Throws: `AWSError`, but for the answers that the image or its repository does not exist.
    public func hasImage(_ image: ImageIdentifier, in repository: RepositoryName) async throws -> Bool {
        do {
            return try await !describeImages([image], in: repository).isEmpty
        } catch let error as AWSError
            where ["ImageNotFoundException", "RepositoryNotFoundException"].contains(error.code.description)
        {
            return false
        }
    }
}
