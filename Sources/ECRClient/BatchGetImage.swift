import AWSClient
import Essentials
import Formats
public import ImageModel

/// A manifest, as its repository holds it.
public struct Manifest: Sendable, Hashable {
    /// The manifest's digest.
    public let digest: ImageDigest
    /// The manifest: a JSON text.
    public let text: String
    /// The manifest's type, if ECR reports it.
    public let mediaType: MediaType?

    /// Creates a manifest.
    public init(digest: ImageDigest, text: String, mediaType: MediaType?) {
        self.digest = digest
        self.text = text
        self.mediaType = mediaType
    }

    /// Whether the text has the manifest's digest.
    ///
    /// - Throws: ``HashError`` if the system's cryptographic library fails.
    public var matchesDigest: Bool {
        get throws { digest == ImageDigest("sha256:" + (try ContentHash.sha256(of: text))) }
    }
}

extension ECRClient {
    /// Reads manifests (`BatchGetImage`), in batches of 100.
    ///
    /// ECR counts this as a pull, which updates `lastRecordedPullTime`, unless the caller is exempt
    /// (``listPullTimeUpdateExclusions()``). ECR Public lacks this operation.
    ///
    /// - Parameter types: the accepted types, besides the known ones. ECR reports images of other types as missing.
    /// - Returns: the manifests, and the failures of other images.
    public func batchGetImage(
        _ digests: [ImageDigest], in repository: RepositoryName, accepting types: Set<MediaType> = []
    ) async throws -> (manifests: [Manifest], failures: [ImageFailure]) {
        try requirePrivateRegistry(for: BatchGetImage.operation)
        var manifests: [Manifest] = []
        var failures: [ImageFailure] = []
        for batch in digests.batches(of: Self.maximumBatchSize) {
            let answer = try await client.call(
                BatchGetImage(repositoryName: repository, digests: Array(batch), otherTypes: types))
            try check(answer.origins.all, of: repository, BatchGetImage.operation)
            manifests += answer.manifests
            failures += answer.failures
        }
        return (manifests, failures)
    }

    /// Whether ``batchGetImage(_:in:accepting:)`` can accept all of these types.
    func accepts(_ types: Set<MediaType>) -> Bool {
        BatchGetImage.everyType.count + types.count <= BatchGetImage.maximumTypes
    }
}

private struct BatchGetImage: AWSJSONRequest {
    static let operation = "BatchGetImage"

    /// The types to accept, since ECR converts or denies other manifests.
    ///
    /// An index would become one of its manifests.
    static let everyType =
        [MediaType.imageIndex, .dockerManifestList, .imageManifest, .dockerManifest].map(\.description) + [
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
        ]

    let repositoryName: RepositoryName
    let digests: [ImageDigest]
    let otherTypes: Set<MediaType>

    /// The most types in a request.
    static let maximumTypes = 100

    struct Response: Sendable {
        let manifests: [Manifest]
        let failures: [ImageFailure]
        let origins: AnswerOrigins
    }

    func body() -> Data {
        JSONWriter.body { writer in
            writer.member("repositoryName", repositoryName.description)
            writer.imageIDs(digests)
            let others = otherTypes.map(\.description).filter { !$0.isEmpty && !Self.everyType.contains($0) }
            let types = (Self.everyType + others.sorted()).prefix(Self.maximumTypes)
            writer.member("acceptedMediaTypes", of: types) { $1.value($0) }
        }
    }

    static func response(from body: Data) throws -> Response {
        var origins = AnswerOrigins()
        let (manifests, failures) = try JSONReader.batch(body, of: "images") { reader in
            defer { origins.endRow() }
            return try manifest(from: &reader, origins: &origins)
        }
        return Response(manifests: manifests, failures: failures, origins: origins)
    }

    /// Reads an `Image`; `nil` without a digest or a manifest.
    private static func manifest(
        from reader: inout JSONReader, origins: inout AnswerOrigins
    ) throws -> Manifest? {
        var digest = JSONMember<ImageDigest?>()
        var text = JSONMember<String>()
        var mediaType = JSONMember<MediaType>()
        try reader.object { reader, name in
            switch name {
            case "imageId": try digest.take(from: &reader) { try ImageDigest.identifying(from: &$0) }
            case "imageManifest": try text.take(from: &reader) { try $0.string() }
            case "imageManifestMediaType": try mediaType.take(from: &reader) { MediaType(try $0.string()) }
            default: if try !origins.take(name, from: &reader) { try reader.skip() }
            }
        }
        guard let digest = digest.value ?? nil, let text = text.value else { return nil }
        return Manifest(digest: digest, text: text, mediaType: mediaType.value)
    }
}
