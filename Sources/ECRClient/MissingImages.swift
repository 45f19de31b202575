import AWSClient
public import ImageModel

extension ECRClient {
    /// Finds the images that the registry reports as missing.
    ///
    /// An image with any other answer is left out, such as an archived image or an image that the answer omits. A
    /// listing proves nothing, since a listing that changes while it is read may omit an image.
    ///
    /// ECR is asked with `BatchGetImage` in batches of 100, which updates the pull times of existing images. Images
    /// that its answer omits are then asked for singly with `DescribeImages`. ECR Public lacks `BatchGetImage`, so all
    /// its images are asked for singly.
    ///
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func missingImages(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> Set<ImageDigest> {
        var missing: Set<ImageDigest> = []
        var open = Set(digests)
        if kind == .privateRegistry {
            let answer = try await batchGetImage(digests, in: repository)
            missing.formUnion(answer.failures.filter { $0.code == .imageNotFound }.compactMap(\.digest))
            missing = missing.intersection(digests).subtracting(answer.manifests.map(\.digest))
            // Any other failure for the same image contradicts its absence.
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
