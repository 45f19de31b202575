import AWSClient
public import ImageModel

extension ECRClient {
    /// Asks for images by their digests, and returns those of which the registry says that there is none.
    ///
    /// What it says anything else of is not among them: an image in the archive, one that a key keeps closed, one that
    /// the answer does not name. A listing is no such answer, since one that changes while it is read may leave an image
    /// out.
    ///
    /// ECR is asked with `BatchGetImage`, in batches of 100, which moves the pull times of images that are there. What
    /// its answer does not name by digest is asked for one at a time with `DescribeImages`, and so is everything of ECR
    /// Public, which has no operation that answers for each image.
    ///
    /// - Throws: `AWSError` when a call fails, and `CancellationError` when the task was cancelled.
    public func missingImages(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> Set<ImageDigest> {
        var missing: Set<ImageDigest> = []
        var open = Set(digests)
        if kind == .privateRegistry {
            let answer = try await batchGetImage(digests, in: repository)
            missing.formUnion(answer.failures.filter { $0.code == .imageNotFound }.compactMap(\.digest))
            missing = missing.intersection(digests).subtracting(answer.manifests.map(\.digest))
            // Whatever else the answer says of an image speaks against that.
            missing.subtract(answer.failures.filter { $0.code != .imageNotFound }.compactMap(\.digest))
            open.subtract(answer.manifests.map(\.digest))
            open.subtract(answer.failures.compactMap(\.digest))
        }
        for digest in open.sorted() {
            do {
                _ = try await describeImages([digest], in: repository)
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                missing.insert(digest)
            }
        }
        return missing
    }
}
