public import AWSClient
import Essentials
import Formats
public import ImageModel

extension ECRClient {
    /// A part of a repository's images, by their tags.
    public enum TagStatus: String, Sendable, Hashable {
        /// The images with tags.
        case tagged = "TAGGED"
        /// The images without tags.
        case untagged = "UNTAGGED"
    }

    /// Lists a repository's images of every status, in pages (`DescribeImages`).
    ///
    /// Without a filter for every status, ECR leaves archived images out. ECR Public does not give subjects, so its
    /// untagged images may be referrers unless they have an image configuration (``Image/hasUnknownSubject``).
    ///
    /// - Parameter tagStatus: the part to list; `nil` means all images. ECR Public has no filter, and lists all.
    /// - Throws: `AWSError` with the code `RepositoryNotFoundException` if the repository does not exist.
    public func describeImages(
        in repository: RepositoryName, tagStatus: TagStatus? = nil
    ) -> PageSequence<[Image]> {
        PageSequence(operation: permission(for: DescribeImages.operation)) { [self] token in
            let answer = try await client.call(
                DescribeImages(
                    repositoryName: repository, maxResults: pageSize, nextToken: token, tagStatus: tagStatus,
                    imageStatus: imageStatus))
            return (try images(of: answer, in: repository), answer.nextToken)
        }
    }

    /// The maximum number of calls at once about given images.
    ///
    /// The calls wait for their turn together where ECR limits them, so the images are read at about the same time.
    private static let callsAtOnce = 10

    /// Describes images by their digests (`DescribeImages`), in batches of 100.
    ///
    /// - Throws: `AWSError` with the code `ImageNotFoundException` if an image is gone. The whole call fails then, and
    ///   its message does not reliably name the image.
    public func describeImages(_ digests: [ImageDigest], in repository: RepositoryName) async throws -> [Image] {
        try await describeImages(digests.map(ImageIdentifier.digest), in: repository)
    }

    /// Describes images by their digests or tags (`DescribeImages`), in batches of 100.
    ///
    /// - Throws: `AWSError` with the code `ImageNotFoundException` if an image is gone.
    public func describeImages(_ identifiers: [ImageIdentifier], in repository: RepositoryName) async throws -> [Image]
    {
        let batches = identifiers.batches(of: Self.maximumBatchSize).map(Array.init)
        return try await batches.concurrentMap(width: Self.callsAtOnce) { batch in
            let answer = try await client.call(
                DescribeImages(repositoryName: repository, identifiers: batch, imageStatus: imageStatus))
            return try images(of: answer, in: repository)
        }.flatMap(\.self)
    }

    /// The images of an answer, with what its registry does not tell about them.
    private func images(of answer: DescribeImages.Response, in repository: RepositoryName) throws -> [Image] {
        try check(answer.origins.all, of: repository, DescribeImages.operation)
        guard kind == .publicRegistry else { return answer.images }
        var images = answer.images
        for position in answer.possibleReferrers { images[position].hasUnknownSubject = true }
        return images
    }

    /// Performs slow first-time work before the first event.
    public func warmUp() async {
        let sample =
            #"{"imageDetails":[{"imageDigest":"sha256:\#(String(repeating: "0", count: 64))","imagePushedAt":0.5}]}"#
        await client.warmUp(with: DescribeImages(repositoryName: "warm-up", maxResults: 1), sample: sample)
    }

    /// The filter for images of every status.
    ///
    /// It is `nil` in ECR Public, which has no statuses.
    private var imageStatus: String? { kind == .privateRegistry ? "ANY" : nil }
}

/// The request, which takes either `identifiers`, or `maxResults` and `nextToken`.
private struct DescribeImages: AWSJSONRequest {
    static let operation = "DescribeImages"

    var repositoryName: RepositoryName
    var identifiers: [ImageIdentifier]?
    var maxResults: Int?
    var nextToken: String?
    /// Whether only tagged or only untagged images are listed.
    var tagStatus: ECRClient.TagStatus?
    /// The status of the images to list.
    var imageStatus: String?

    struct Response: Sendable {
        let images: [Image]
        /// The positions of images that are referrers if the registry does not give subjects.
        let possibleReferrers: [Int]
        let origins: AnswerOrigins
        let nextToken: String?
    }

    func body() -> Data {
        JSONWriter.body { writer in
            writer.member("repositoryName", repositoryName.description)
            if let identifiers { writer.imageIDs(identifiers) }
            if let maxResults { writer.member("maxResults", maxResults) }
            writer.member("nextToken", nextToken)
            if let imageStatus {
                writer.key("filter")
                writer.object {
                    $0.member("imageStatus", imageStatus)
                    $0.member("tagStatus", tagStatus?.rawValue)
                }
            }
        }
    }

    static func response(from body: Data) throws -> Response {
        var possibleReferrers: [Int] = []
        var origins = AnswerOrigins()
        var count = 0
        let (images, nextToken) = try JSONReader.page(body, of: "imageDetails") { reader in
            var artifactType: String?
            let image = try Image(from: &reader, artifactType: &artifactType, origins: &origins)
            origins.endRow()
            if !image.isTagged, artifactType.map(Image.configurationTypes.contains) != true {
                possibleReferrers.append(count)
            }
            count += 1
            return image
        }
        return Response(
            images: images, possibleReferrers: possibleReferrers, origins: origins, nextToken: nextToken)
    }
}

extension Image {
    /// Reads an `ImageDetail`.
    ///
    /// `imageTags` is absent from an untagged image.
    ///
    /// - Parameters:
    ///   - artifactType: gets the type of the image's configuration.
    ///   - origins: gets the image's repository and registry.
    fileprivate init(
        from reader: inout JSONReader, artifactType: inout String?, origins: inout AnswerOrigins
    ) throws {
        var digest = JSONMember<ImageDigest>()
        var tags = JSONMember<[ImageTag]>()
        var status = JSONMember<ImageStatus>()
        var times = ImageTimes()
        var size = JSONMember<Int64>()
        var mediaType = JSONMember<MediaType>()
        var configurationType = JSONMember<String>()
        var subject = JSONMember<ImageDigest?>()
        try reader.object { reader, name in
            switch name {
            case "imageDigest": try digest.take(from: &reader) { try ImageDigest(from: &$0) }
            case "imageTags": try tags.take(from: &reader) { try $0.all { ImageTag(try $0.string()) } }
            case "imageSizeInBytes": try size.take(from: &reader) { try $0.int64() }
            case "imageManifestMediaType": try mediaType.take(from: &reader) { MediaType(try $0.string()) }
            case "artifactMediaType": try configurationType.take(from: &reader) { try $0.string() }
            case "subjectManifestDigest": try subject.take(from: &reader) { ImageDigest(try $0.string()) }
            case "imageStatus": try status.take(from: &reader) { ImageStatus(try $0.string()) }
            default:
                if try !times.take(name, from: &reader), try !origins.take(name, from: &reader) { try reader.skip() }
            }
        }
        artifactType = configurationType.value
        times = times.possible
        self.init(
            digest: try digest.required("imageDigest"), tags: (tags.value ?? []).sorted(),
            status: status.value ?? .active,
            pushedAt: times.pushedAt.value, lastPulledAt: times.pulledAt.value,
            lastActivatedAt: times.activatedAt.value, lastArchivedAt: times.archivedAt.value,
            sizeInBytes: size.value ?? 0, mediaType: mediaType.value,
            subject: subject.value ?? nil, hasUnknownSubject: subject.value == .some(nil),
            isBuildCache: artifactType == Self.buildCacheType)
    }
}

/// The times of an `ImageDetail`, in seconds since 1970 with a fraction.
private struct ImageTimes {
    private(set) var pushedAt = JSONMember<Date>()
    private(set) var pulledAt = JSONMember<Date>()
    private(set) var archivedAt = JSONMember<Date>()
    private(set) var activatedAt = JSONMember<Date>()

    /// Takes a member's value, and returns whether the member is a time of the image.
    mutating func take(_ name: JSONName, from reader: inout JSONReader) throws -> Bool {
        switch name {
        case "imagePushedAt": try pushedAt.take(from: &reader) { try $0.time() }
        case "lastRecordedPullTime": try pulledAt.take(from: &reader) { try $0.time() }
        case "lastArchivedAt": try archivedAt.take(from: &reader) { try $0.time() }
        case "lastActivatedAt": try activatedAt.take(from: &reader) { try $0.time() }
        default: return false
        }
        return true
    }

    /// The same times; none if one of them is impossible, since then no age is certain.
    var possible: ImageTimes {
        func isPossible(_ time: JSONMember<Date>) -> Bool { time.value.map { $0 >= .beginningOfECR } ?? true }
        let isReliable =
            isPossible(pushedAt) && isPossible(pulledAt) && isPossible(archivedAt) && isPossible(activatedAt)
        return isReliable ? self : ImageTimes()
    }
}
