public import AWSClient
public import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ECRClient {
    /// Lists a repository's images of every status, in pages (`DescribeImages`).
    ///
    /// Without the filter for every status ECR would leave the archived ones out.
    ///
    /// - Throws: `AWSError` with the code `RepositoryNotFoundException` when there is no such repository.
    public func describeImages(in repository: RepositoryName) -> PageSequence<[Image]> {
        PageSequence(operation: permission(for: DescribeImages.operation)) { [client, pageSize, filter] token in
            let answer = try await client.call(
                DescribeImages(repositoryName: repository, maxResults: pageSize, nextToken: token, filter: filter))
            return (answer.imageDetails.map(\.image), answer.nextToken)
        }
    }

    /// Describes images by their digests (`DescribeImages`), in batches of 100.
    ///
    /// - Throws: `AWSError` with the code `ImageNotFoundException` when one of them is gone: the whole call fails then,
    ///   and its message does not say reliably which one it was.
    public func describeImages(_ digests: [ImageDigest], in repository: RepositoryName) async throws -> [Image] {
        var images: [Image] = []
        for batch in digests.batches(of: Self.maximumBatchSize) {
            let ids = batch.map { ImageIdentifier(imageDigest: $0) }
            let answer = try await client.call(
                DescribeImages(repositoryName: repository, imageIds: ids, filter: filter))
            images += answer.imageDetails.map(\.image)
        }
        return images
    }

    /// Does once, before the first event, what is slow the first time.
    public func warmUp() async {
        let sample =
            #"{"imageDetails":[{"imageDigest":"sha256:\#(String(repeating: "0", count: 64))","imagePushedAt":0.5}]}"#
        await client.warmUp(with: DescribeImages(repositoryName: "warm-up", maxResults: 1), sample: sample)
    }

    /// Asks for images of every status, where there is more than one.
    private var filter: DescribeImages.Filter? {
        kind == .privateRegistry ? DescribeImages.Filter(imageStatus: "ANY") : nil
    }
}

/// Either `imageIds`, or `maxResults` and `nextToken`.
private struct DescribeImages: AWSJSONRequest {
    static let operation = "DescribeImages"

    var repositoryName: RepositoryName
    var imageIds: [ImageIdentifier]?
    var maxResults: Int?
    var nextToken: String?
    var filter: Filter?

    struct Filter: Encodable {
        let imageStatus: String
    }

    struct Response: Decodable {
        let imageDetails: [Detail]
        let nextToken: String?
    }

    /// Times are seconds since 1970, with a fraction.
    ///
    /// `imageTags` is absent from an untagged image.
    struct Detail: Decodable {
        let imageDigest: ImageDigest
        let imageTags: [ImageTag]?
        let imageSizeInBytes: Int64?
        let imagePushedAt: Double?
        let imageManifestMediaType: String?
        let lastRecordedPullTime: Double?
        let subjectManifestDigest: ImageDigest?
        let imageStatus: String?
        let lastArchivedAt: Double?
        let lastActivatedAt: Double?

        var image: Image {
            Image(
                digest: imageDigest,
                tags: (imageTags ?? []).sorted(),
                status: imageStatus.map(ImageStatus.init) ?? .active,
                pushedAt: imagePushedAt.map(Date.init(timeIntervalSince1970:)),
                lastPulledAt: lastRecordedPullTime.map(Date.init(timeIntervalSince1970:)),
                lastActivatedAt: lastActivatedAt.map(Date.init(timeIntervalSince1970:)),
                lastArchivedAt: lastArchivedAt.map(Date.init(timeIntervalSince1970:)),
                sizeInBytes: imageSizeInBytes ?? 0,
                mediaType: imageManifestMediaType.map(MediaType.init),
                subject: subjectManifestDigest)
        }
    }
}
