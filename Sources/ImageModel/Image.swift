public import Essentials

/// A registry's record of one image: the facts behind each decision.
///
/// One digest is one image, however many tags point to it. A repository may hold a hundred thousand images, all in
/// memory at once. An image therefore takes 96 bytes, and more only for rare attributes.
///
/// - SeeAlso: [ECR's `ImageDetail`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html)
public struct Image: Sendable, Hashable {
    /// The digest of the image's manifest.
    public var digest: ImageDigest
    /// Whether the image is active, archived or being restored.
    public var status: ImageStatus
    /// The type of the manifest.
    public var mediaType: MediaType?
    /// The image's size in bytes.
    ///
    /// Layers that several images share count for each image.
    public var sizeInBytes: Int64
    private var tagStorage: TagStorage
    private var pushTime: OptionalTime
    private var pullTime: OptionalTime
    private var rareAttributes: RareAttributes?

    /// Creates an image.
    public init(
        digest: ImageDigest, tags: [ImageTag] = [], status: ImageStatus = .active, pushedAt: Date?,
        lastPulledAt: Date? = nil, lastActivatedAt: Date? = nil, lastArchivedAt: Date? = nil, sizeInBytes: Int64 = 0,
        mediaType: MediaType? = nil, subject: ImageDigest? = nil, hasUnknownSubject: Bool = false,
        isBuildCache: Bool = false
    ) {
        self.digest = digest
        tagStorage = TagStorage(tags)
        self.status = status
        self.mediaType = mediaType
        self.sizeInBytes = sizeInBytes
        pushTime = OptionalTime(pushedAt)
        pullTime = OptionalTime(lastPulledAt)
        rareAttributes = .of(
            lastActivatedAt: OptionalTime(lastActivatedAt), lastArchivedAt: OptionalTime(lastArchivedAt),
            subject: subject, hasUnknownSubject: hasUnknownSubject, isBuildCache: isBuildCache)
    }
}

extension Image {
    /// The type of BuildKit's cache configurations, which ECR shows as `artifactMediaType`.
    public static let buildCacheType = "application/vnd.buildkit.cacheconfig.v0"

    /// The types of image configurations, which ECR shows as `artifactMediaType`.
    ///
    /// - SeeAlso: [OCI image specification: media types](https://github.com/opencontainers/image-spec/blob/main/media-types.md)
    public static let configurationTypes: Set<String> = [
        "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
    ]

    /// The tags that point to the image, sorted.
    ///
    /// They are computed at each access. A loop over all images should read them once for each image.
    public var tags: [ImageTag] {
        get { tagStorage.tags }
        set { tagStorage = TagStorage(newValue) }
    }

    /// Whether any tag points to the image.
    public var isTagged: Bool {
        if case .none = tagStorage { false } else { true }
    }

    /// The number of tags that point to the image.
    public var tagCount: Int {
        switch tagStorage {
        case .none: 0
        case .one: 1
        case .several(let tags): tags.count
        }
    }

    /// The time of the push, if the registry reports it.
    ///
    /// Without it, rules by age leave the image alone.
    public var pushedAt: Date? {
        get { pushTime.date }
        set { pushTime = OptionalTime(newValue) }
    }

    /// The time of the last pull that ECR recorded.
    ///
    /// It is exact to about a day. It is `nil` if the image was never pulled, and in ECR Public.
    public var lastPulledAt: Date? {
        get { pullTime.date }
        set { pullTime = OptionalTime(newValue) }
    }

    /// The time of the last restoration from the archive, if any.
    public var lastActivatedAt: Date? {
        get { rareAttributes?.lastActivatedAt.date }
        set { setRareAttributes(lastActivatedAt: newValue, lastArchivedAt, subject, hasUnknownSubject) }
    }

    /// The time of the last move to the archive, if any.
    public var lastArchivedAt: Date? {
        get { rareAttributes?.lastArchivedAt.date }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, newValue, subject, hasUnknownSubject) }
    }

    /// The image that a referrer refers to.
    ///
    /// Signatures, attestations and SBOMs are referrers.
    public var subject: ImageDigest? {
        get { rareAttributes?.subject }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, lastArchivedAt, newValue, hasUnknownSubject) }
    }

    /// Whether the image refers, or may refer, to an image that can't be looked up.
    ///
    /// The subject's digest uses another algorithm than SHA-256, and ECR stores no image under such a digest. Or the
    /// registry does not give subjects, as ECR Public.
    public var hasUnknownSubject: Bool {
        get { rareAttributes?.hasUnknownSubject ?? false }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, lastArchivedAt, subject, newValue) }
    }

    /// Whether the image is a build cache of BuildKit, by the type of its configuration.
    public var isBuildCache: Bool { rareAttributes?.isBuildCache ?? false }

    private mutating func setRareAttributes(
        lastActivatedAt: Date?, _ lastArchivedAt: Date?, _ subject: ImageDigest?, _ hasUnknownSubject: Bool
    ) {
        rareAttributes = .of(
            lastActivatedAt: OptionalTime(lastActivatedAt), lastArchivedAt: OptionalTime(lastArchivedAt),
            subject: subject, hasUnknownSubject: hasUnknownSubject, isBuildCache: isBuildCache)
    }
}

extension Image {
    /// Whether the image's manifest may hold other manifests.
    ///
    /// It may if it is an index, or if its type is unknown.
    package var mayBeIndex: Bool { mediaType.map { $0.manifestKind != .image } ?? true }
}
