import AWSClient
public import ImageModel

/// A manifest, as its repository holds it.
public struct Manifest: Sendable, Hashable {
    /// What identifies it.
    public let digest: ImageDigest
    /// The manifest itself: a JSON text.
    public let text: String
    /// Its type, where ECR says it.
    public let mediaType: MediaType?

    /// Creates a manifest.
    public init(digest: ImageDigest, text: String, mediaType: MediaType?) {
        self.digest = digest
        self.text = text
        self.mediaType = mediaType
    }
}

extension ECRClient {
    /// Reads manifests (`BatchGetImage`), in batches of 100.
    ///
    /// ECR takes this for a pull: it moves `lastRecordedPullTime`, unless the caller is exempt
    /// (``listPullTimeUpdateExclusions()``).
    ///
    /// ECR Public has no such operation.
    ///
    /// - Returns: the manifests, and a failure for each that ECR would not give.
    public func batchGetImage(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> (manifests: [Manifest], failures: [ImageFailure]) {
        try requirePrivateRegistry(for: BatchGetImage.operation)
        var manifests: [Manifest] = []
        var failures: [ImageFailure] = []
        for batch in digests.batches(of: Self.maximumBatchSize) {
            let answer = try await client.call(
                BatchGetImage(
                    repositoryName: repository,
                    imageIds: batch.map { ImageIdentifier(imageDigest: $0) },
                    acceptedMediaTypes: BatchGetImage.everyType))
            manifests += (answer.images ?? []).compactMap(\.manifest)
            failures += (answer.failures ?? []).map(\.failure)
        }
        return (manifests, failures)
    }
}

private struct BatchGetImage: AWSJSONRequest {
    static let operation = "BatchGetImage"

    /// What is not accepted, ECR converts where it can, or says that it does not exist: an index would come as one of
    /// its manifests.
    static let everyType =
        [MediaType.imageIndex, .dockerManifestList, .imageManifest, .dockerManifest].map(\.description) + [
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
        ]

    let repositoryName: RepositoryName
    let imageIds: [ImageIdentifier]
    let acceptedMediaTypes: [String]

    struct Response: Decodable {
        let images: [Entry]?
        let failures: [ImageFailure.Entry]?
    }

    struct Entry: Decodable {
        let imageId: ImageIdentifier?
        let imageManifest: String?
        let imageManifestMediaType: String?

        var manifest: Manifest? {
            guard let digest = imageId?.imageDigest, let imageManifest else { return nil }
            return Manifest(
                digest: digest, text: imageManifest, mediaType: imageManifestMediaType.map(MediaType.init))
        }
    }
}
