import AWSClient
public import ImageModel

extension ECRClient {
    /// How many images are asked for at once, each with a call of its own.
    static let singleWidth = 8

    /// Finds the images that the registry reports as missing.
    ///
    /// An image with any other answer is left out, such as an archived image or an image that the answer omits. A
    /// listing proves nothing, since a listing that changes while it is read may omit an image.
    ///
    /// ECR is asked with `BatchGetImage` in batches of 100, which updates the pull times of existing images. But it
    /// reports an image as missing, too, if the image's type is not accepted. So images of unknown type are asked for
    /// singly with `DescribeImages`, like images that an answer omits. ECR Public lacks `BatchGetImage`, so all its
    /// images are asked for singly.
    ///
    /// - Parameter types: the types that the images may have; `nil` if they are unknown.
    /// - Throws: `AWSError`, and `CancellationError` when the task was cancelled.
    public func missingImages(
        _ digests: [ImageDigest], ofTypes types: Set<MediaType>?, in repository: RepositoryName
    ) async throws -> Set<ImageDigest> {
        var missing: Set<ImageDigest> = []
        var open = Set(digests)
        if kind == .privateRegistry, let types, accepts(types) {
            let answer = try await batchGetImage(digests, in: repository, accepting: types)
            missing.formUnion(answer.failures.filter { $0.code == .imageNotFound }.compactMap(\.digest))
            missing = missing.intersection(digests).subtracting(answer.manifests.map(\.digest))
            // Any other failure for the same image contradicts its absence.
            missing.subtract(answer.failures.filter { $0.code != .imageNotFound }.compactMap(\.digest))
            open.subtract(answer.manifests.map(\.digest))
            open.subtract(answer.failures.compactMap(\.digest))
        }
        let single = try await open.sorted().concurrentMap(width: Self.singleWidth) { digest in
            try await isMissing(digest, in: repository) ? digest : nil
        }
        return missing.union(single.compactMap(\.self))
    }

    /// Whether the registry reports an image as missing when it is asked for that image alone.
    private func isMissing(_ digest: ImageDigest, in repository: RepositoryName) async throws -> Bool {
        do {
            _ = try await describeImages([digest], in: repository)
            return false
        } catch let error as AWSError where error.code == "ImageNotFoundException" {
            return true
        }
    }
}
