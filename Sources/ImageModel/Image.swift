#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a registry says of one image: the facts that decisions are made from.
///
/// One digest is one image, however many tags point to it.
///
/// - SeeAlso: [ECR's `ImageDetail`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html)
public struct Image: Sendable, Hashable {
    /// What identifies the image.
    public var digest: ImageDigest
    /// The tags that point to it, in order of their text; empty for an untagged image.
    public var tags: [ImageTag]
    /// Where it is in its life.
    public var status: ImageStatus
    /// When it was pushed.
    ///
    /// `nil` where the registry does not say, and then no rule by age takes it.
    public var pushedAt: Date?
    /// When it was last pulled, as ECR recorded it, exact to about a day.
    ///
    /// `nil` if never, or in ECR Public.
    public var lastPulledAt: Date?
    /// When it was last restored from the archive.
    ///
    /// `nil` if never.
    public var lastActivatedAt: Date?
    /// When it was last moved to the archive.
    ///
    /// `nil` if never.
    public var lastArchivedAt: Date?
    /// Its size in bytes.
    ///
    /// Layers that images share are counted in each of them.
    public var sizeInBytes: Int64
    /// The type of its manifest.
    public var mediaType: MediaType?
    /// The image that this one refers to, if it is a referrer: a signature, an attestation, an SBOM.
    public var subject: ImageDigest?

    /// Creates an image.
    public init(
        digest: ImageDigest, tags: [ImageTag] = [], status: ImageStatus = .active, pushedAt: Date?,
        lastPulledAt: Date? = nil, lastActivatedAt: Date? = nil, lastArchivedAt: Date? = nil, sizeInBytes: Int64 = 0,
        mediaType: MediaType? = nil, subject: ImageDigest? = nil
    ) {
        self.digest = digest
        self.tags = tags
        self.status = status
        self.pushedAt = pushedAt
        self.lastPulledAt = lastPulledAt
        self.lastActivatedAt = lastActivatedAt
        self.lastArchivedAt = lastArchivedAt
        self.sizeInBytes = sizeInBytes
        self.mediaType = mediaType
        self.subject = subject
    }
}
