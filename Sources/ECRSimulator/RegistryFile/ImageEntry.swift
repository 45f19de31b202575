public import ImageModel

/// An image of a registry file.
public struct ImageEntry: Sendable, Hashable {
    /// What other images of the repository call it by.
    ///
    /// Its manifest and its digest derive from it.
    public var name: String
    /// Its digest, where it is to be a certain one; then its manifest does not hash to it, which clients may refuse.
    public var digest: ImageDigest?
    /// Its tags.
    public var tags: [ImageTag]
    /// Where it is in its life.
    public var status: ImageStatus
    /// When it was pushed.
    public var pushed: SimulatedTime
    /// When it was last pulled.
    public var pulled: SimulatedTime?
    /// When it was last archived.
    public var archived: SimulatedTime?
    /// When it was last restored from the archive.
    public var activated: SimulatedTime?
    /// Its size; an index without one has that of its largest manifest.
    public var sizeInBytes: Int64?
    /// The type of its manifest; by default OCI's type of an image manifest, or of an index where it holds manifests.
    public var mediaType: MediaType?
    /// Whether the registry says what type its manifest is, and the manifest does.
    public var hasMediaType: Bool
    /// What it holds, if it is not a container image.
    public var artifactMediaType: String?
    /// Operating system and architecture, as an index that holds it says.
    public var platform: String
    /// The names (or digests) of the manifests that it holds, if it is an index.
    public var manifests: [String]
    /// The name (or digest) of the image that it refers to, if it is a referrer.
    public var subject: String?

    /// Creates the description of an image.
    public init(
        _ name: String, digest: ImageDigest? = nil, tags: [ImageTag] = [], status: ImageStatus = .active,
        pushed: SimulatedTime, pulled: SimulatedTime? = nil, archived: SimulatedTime? = nil,
        activated: SimulatedTime? = nil, sizeInBytes: Int64? = nil, mediaType: MediaType? = nil,
        hasMediaType: Bool = true, artifactMediaType: String? = nil, platform: String = "linux/amd64",
        manifests: [String] = [],
        subject: String? = nil
    ) {
        self.name = name
        self.digest = digest
        self.tags = tags
        self.status = status
        self.pushed = pushed
        self.pulled = pulled
        self.archived = archived
        self.activated = activated
        self.sizeInBytes = sizeInBytes
        self.mediaType = mediaType
        self.hasMediaType = hasMediaType
        self.artifactMediaType = artifactMediaType
        self.platform = platform
        self.manifests = manifests
        self.subject = subject
    }
}

extension ImageEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, digest, tags, status, pushedDaysAgo, pushedAt, pulledDaysAgo, pulledAt, archivedDaysAgo, archivedAt
        case activatedDaysAgo, activatedAt, sizeInBytes, mediaType, artifactMediaType, platform, manifests, subject
    }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        guard let pushed = try container.time(daysAgo: .pushedDaysAgo, at: .pushedAt) else {
            throw container.error(.pushedDaysAgo, "is required, or else pushedAt")
        }
        let status = try container.decodeIfPresent(String.self, forKey: .status) ?? ImageStatus.active.description
        self.init(
            try container.decode(String.self, forKey: .name),
            digest: try container.decodeIfPresent(ImageDigest.self, forKey: .digest),
            tags: try container.decodeIfPresent([ImageTag].self, forKey: .tags) ?? [],
            status: ImageStatus(status),
            pushed: pushed,
            pulled: try container.time(daysAgo: .pulledDaysAgo, at: .pulledAt),
            archived: try container.time(daysAgo: .archivedDaysAgo, at: .archivedAt),
            activated: try container.time(daysAgo: .activatedDaysAgo, at: .activatedAt),
            sizeInBytes: try container.number(.sizeInBytes, in: 0...Int64.max),
            mediaType: try container.decodeIfPresent(String.self, forKey: .mediaType).map { MediaType($0) },
            hasMediaType: try !container.contains(.mediaType) || !container.decodeNil(forKey: .mediaType),
            artifactMediaType: try container.decodeIfPresent(String.self, forKey: .artifactMediaType),
            platform: try container.decodeIfPresent(String.self, forKey: .platform) ?? "linux/amd64",
            manifests: try container.decodeIfPresent([String].self, forKey: .manifests) ?? [],
            subject: try container.decodeIfPresent(String.self, forKey: .subject))
    }
}
