public import ImageModel

/// An image of a registry file.
public struct ImageEntry: Sendable, Hashable {
    /// The name by which other images of the repository refer to it.
    ///
    /// The manifest and its digest derive from the name.
    public var name: String
    /// A fixed digest.
    ///
    /// The manifest does not match it, so clients may refuse it.
    public var digest: ImageDigest?
    /// The image's tags.
    public var tags: [ImageTag]
    /// Whether the image is active, archived or being restored.
    public var status: ImageStatus
    /// The time of the push.
    public var pushed: SimulatedTime
    /// The time of the last pull.
    public var pulled: SimulatedTime?
    /// The time of the last move to the archive.
    public var archived: SimulatedTime?
    /// The time of the last restoration from the archive.
    public var activated: SimulatedTime?
    /// The size in bytes.
    ///
    /// By default, an index has the size of its largest manifest, and another image that of its layers.
    public var sizeInBytes: Int64?
    /// The layers that other images may have, too.
    ///
    /// What they leave of the size is a layer of the image's own.
    public var layers: [LayerEntry]
    /// The manifest's type.
    ///
    /// By default it is OCI's index if there are manifests, or else OCI's image manifest.
    public var mediaType: MediaType?
    /// Whether the registry and the manifest name the manifest's type.
    public var hasMediaType: Bool
    /// The type of an artifact other than a container image.
    public var artifactMediaType: String?
    /// Operating system and architecture, for an index that contains the image.
    public var platform: String
    /// The names or digests of an index's manifests.
    public var manifests: [String]
    /// The name or digest of a referrer's subject.
    public var subject: String?

    /// Creates an entry.
    public init(
        _ name: String, digest: ImageDigest? = nil, tags: [ImageTag] = [], status: ImageStatus = .active,
        pushed: SimulatedTime, pulled: SimulatedTime? = nil, archived: SimulatedTime? = nil,
        activated: SimulatedTime? = nil, sizeInBytes: Int64? = nil, layers: [LayerEntry] = [],
        mediaType: MediaType? = nil, hasMediaType: Bool = true, artifactMediaType: String? = nil,
        platform: String = "linux/amd64",
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
        self.layers = layers
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
        case activatedDaysAgo, activatedAt, sizeInBytes, layers, mediaType, artifactMediaType, platform, manifests
        case subject
    }

    /// Decodes the JSON form; an unknown key is an error.
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
            layers: try container.decodeIfPresent([LayerEntry].self, forKey: .layers) ?? [],
            mediaType: try container.decodeIfPresent(String.self, forKey: .mediaType).map { MediaType($0) },
            hasMediaType: try !container.contains(.mediaType) || !container.decodeNil(forKey: .mediaType),
            artifactMediaType: try container.decodeIfPresent(String.self, forKey: .artifactMediaType),
            platform: try container.decodeIfPresent(String.self, forKey: .platform) ?? "linux/amd64",
            manifests: try container.decodeIfPresent([String].self, forKey: .manifests) ?? [],
            subject: try container.decodeIfPresent(String.self, forKey: .subject))
    }
}
