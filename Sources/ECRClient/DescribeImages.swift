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
            return (answer.images, answer.nextToken)
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
            images += answer.images
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

    struct Response: Sendable {
        var images: [Image] = []
        var nextToken: String?
    }

    static func response(from body: Data) throws -> Response {
        try JSONReader.read(body) { reader in
            var response = Response()
            var isListed = false
            var hasToken = false
            try reader.object { reader, name in
                switch name {
                case "imageDetails":
                    try once(&isListed)
                    try reader.array { response.images.append(try Image(from: &$0)) }
                case "nextToken":
                    try once(&hasToken)
                    response.nextToken = try reader.optional { try $0.string() }
                default: try reader.skip()
                }
            }
            guard isListed else { throw JSONFault.missing("imageDetails") }
            return response
        }
    }

    /// Of two members of one name, neither is known to be the whole truth.
    private static func once(_ isThere: inout Bool) throws {
        guard !isThere else { throw JSONFault("stands twice") }
        isThere = true
    }
}

extension Image {
    /// Reads an `ImageDetail`.
    ///
    /// Times are seconds since 1970, with a fraction. `imageTags` is absent from an untagged image.
    fileprivate init(from reader: inout JSONReader) throws {
        var digest: ImageDigest?
        var tags: [ImageTag] = []
        var status: ImageStatus?
        var (pushedAt, pulledAt, activatedAt, archivedAt): (Date?, Date?, Date?, Date?)
        var size: Int64?
        var mediaType: MediaType?
        var subject: ImageDigest?
        // A bit for each member that was there.
        var seen: UInt16 = 0
        func once(_ bit: UInt16) throws {
            guard seen & (1 << bit) == 0 else { throw JSONFault("stands twice") }
            seen |= 1 << bit
        }
        try reader.object { reader, name in
            switch name {
            case "imageDigest":
                try once(0)
                digest = try ImageDigest(from: &reader)
            case "imageTags":
                try once(1)
                guard try !reader.null() else { return }
                try reader.array { tags.append(ImageTag(try $0.string())) }
            case "imageSizeInBytes":
                try once(2)
                size = try reader.optional { try $0.int64() }
            case "imagePushedAt":
                try once(3)
                pushedAt = try reader.time()
            case "imageManifestMediaType":
                try once(4)
                mediaType = try reader.optional { MediaType(try $0.string()) }
            case "lastRecordedPullTime":
                try once(5)
                pulledAt = try reader.time()
            case "subjectManifestDigest":
                try once(6)
                subject = try reader.optional { try ImageDigest(from: &$0) }
            case "imageStatus":
                try once(7)
                status = try reader.optional { ImageStatus(try $0.string()) }
            case "lastArchivedAt":
                try once(8)
                archivedAt = try reader.time()
            case "lastActivatedAt":
                try once(9)
                activatedAt = try reader.time()
            default: try reader.skip()
            }
        }
        guard let digest else { throw JSONFault.missing("imageDigest") }
        if tags.count > 1 { tags.sort() }
        self.init(
            digest: digest, tags: tags, status: status ?? .active, pushedAt: pushedAt, lastPulledAt: pulledAt,
            lastActivatedAt: activatedAt, lastArchivedAt: archivedAt, sizeInBytes: size ?? 0, mediaType: mediaType,
            subject: subject)
    }
}

extension JSONReader {
    /// Takes a time in seconds since 1970, or `null`.
    fileprivate mutating func time() throws -> Date? {
        try optional { Date(timeIntervalSince1970: try $0.double()) }
    }
}
