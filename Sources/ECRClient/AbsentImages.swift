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
    /// Finds the images that a repository does not have, in whatever status (`DescribeImages`).
    ///
    /// A call about a hundred images fails as a whole when one of them is missing, and does not say which: then each
    /// half is asked for. Unlike ``missingImages(_:in:)`` no pull time is moved.
    ///
    /// - Throws: `AWSError`, but for the answer that an image does not exist.
    public func absentImages(
        _ images: [ImageIdentifier], in repository: RepositoryName
    ) async throws -> Set<ImageIdentifier> {
        var absent: Set<ImageIdentifier> = []
        var open = images.batches(of: Self.maximumBatchSize).map(Array.init)
        while let batch = open.popLast() {
            do {
                _ = try await describeImages(batch, in: repository)
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                if batch.count == 1 {
                    absent.formUnion(batch)
                } else {
                    open += [Array(batch[..<(batch.count / 2)]), Array(batch[(batch.count / 2)...])]
                }
            }
        }
        return absent
    }
}
