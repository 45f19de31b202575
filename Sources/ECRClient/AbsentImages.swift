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
    /// The most images that are asked for one by one.
    private static let fewImages = 5

    /// Finds the images that a repository does not have, in whatever status (`DescribeImages`).
    ///
    /// A call about many images fails as a whole when one of them is missing, and does not say which: then the
    /// repository is listed, once. Unlike ``missingImages(_:in:)`` no pull time is moved.
    ///
    /// - Throws: `AWSError`, except for the answer that an image does not exist.
    public func absentImages(
        _ images: [ImageIdentifier], in repository: RepositoryName
    ) async throws -> Set<ImageIdentifier> {
        var absent: Set<ImageIdentifier> = []
        for batch in images.batches(of: images.count <= Self.fewImages ? 1 : Self.maximumBatchSize) {
            do {
                let described = try await describeImages(Array(batch), in: repository)
                guard described.reduce(into: Set(batch), { $0.subtract($1.identifiers) }).isEmpty else {
                    throw AWSError(
                        code: .malformedResponse, operation: permission(for: "DescribeImages"),
                        message: "the answer leaves out images that were asked for")
                }
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                guard batch.count == 1 else { return try await unlistedImages(among: images, in: repository) }
                absent.formUnion(batch)
            }
        }
        return absent
    }

    /// Lists a repository, and returns the images that are not there.
    ///
    /// - Throws: `AWSError`, also if the pages stop bringing anything new.
    private func unlistedImages(
        among images: [ImageIdentifier], in repository: RepositoryName
    ) async throws -> Set<ImageIdentifier> {
        var absent = Set(images)
        _ = try await describeImages(in: repository).first(identifiedBy: \.digest) { image in
            absent.subtract(image.identifiers)
            return false
        }
        return absent
    }
}

extension Image {
    /// All identifiers that mean the image.
    fileprivate var identifiers: [ImageIdentifier] { [.digest(digest)] + tags.map(ImageIdentifier.tag) }
}
