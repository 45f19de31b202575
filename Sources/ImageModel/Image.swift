public import Essentials

/// What a registry says of one image: the facts that decisions are made from.
///
/// One digest is one image, however many tags point to it. A repository may hold a hundred thousand images, all of which
/// are in memory at once: so an image takes 96 bytes, and more only for what few images have.
///
/// - SeeAlso: [ECR's `ImageDetail`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html)
public struct Image: Sendable, Hashable {
    /// What identifies the image.
    public var digest: ImageDigest
    /// Where it is in its life.
    public var status: ImageStatus
    /// The type of its manifest.
    public var mediaType: MediaType?
    /// Its size in bytes.
    ///
    /// Layers that images share are counted in each of them.
    public var sizeInBytes: Int64
    private var tagStorage: TagStorage
    private var pushTime: OptionalTime
    private var pullTime: OptionalTime
    private var rareAttributes: RareAttributes?

    /// Creates an image.
    public init(
        digest: ImageDigest, tags: [ImageTag] = [], status: ImageStatus = .active, pushedAt: Date?,
        lastPulledAt: Date? = nil, lastActivatedAt: Date? = nil, lastArchivedAt: Date? = nil, sizeInBytes: Int64 = 0,
        mediaType: MediaType? = nil, subject: ImageDigest? = nil, hasForeignSubject: Bool = false
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
            subject: subject, hasForeignSubject: hasForeignSubject)
    }
}

extension Image {
    /// The tags that point to it, in order of their text; empty for an untagged image.
    ///
    /// Put together when it is asked for: whoever goes through all images asks once for each.
    public var tags: [ImageTag] {
        get { tagStorage.tags }
        set { tagStorage = TagStorage(newValue) }
    }

    /// Whether any tag points to it.
    public var isTagged: Bool {
        if case .none = tagStorage { false } else { true }
    }

    /// When it was pushed.
    ///
    /// `nil` where the registry does not say, and then no rule by age takes it.
    public var pushedAt: Date? {
        get { pushTime.date }
        set { pushTime = OptionalTime(newValue) }
    }

    /// When it was last pulled, as ECR recorded it, exact to about a day.
    ///
    /// `nil` if never, or in ECR Public.
    public var lastPulledAt: Date? {
        get { pullTime.date }
        set { pullTime = OptionalTime(newValue) }
    }

    /// When it was last restored from the archive.
    ///
    /// `nil` if never.
    public var lastActivatedAt: Date? {
        get { rareAttributes?.lastActivatedAt.date }
        set { setRareAttributes(lastActivatedAt: newValue, lastArchivedAt, subject, hasForeignSubject) }
    }

    /// When it was last moved to the archive.
    ///
    /// `nil` if never.
    public var lastArchivedAt: Date? {
        get { rareAttributes?.lastArchivedAt.date }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, newValue, subject, hasForeignSubject) }
    }

    /// The image that this one refers to, if it is a referrer: a signature, an attestation, an SBOM.
    public var subject: ImageDigest? {
        get { rareAttributes?.subject }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, lastArchivedAt, newValue, hasForeignSubject) }
    }

    /// Whether it refers to an image by another digest than a SHA-256 one.
    ///
    /// ECR stores no image under such a digest, so that the subject can't be looked up.
    public var hasForeignSubject: Bool {
        get { rareAttributes?.hasForeignSubject ?? false }
        set { setRareAttributes(lastActivatedAt: lastActivatedAt, lastArchivedAt, subject, newValue) }
    }

    private mutating func setRareAttributes(
        lastActivatedAt: Date?, _ lastArchivedAt: Date?, _ subject: ImageDigest?, _ hasForeignSubject: Bool
    ) {
        rareAttributes = .of(
            lastActivatedAt: OptionalTime(lastActivatedAt), lastArchivedAt: OptionalTime(lastArchivedAt),
            subject: subject, hasForeignSubject: hasForeignSubject)
    }
}
