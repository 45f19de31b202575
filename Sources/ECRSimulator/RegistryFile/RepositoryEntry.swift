/// A repository of a registry file.
public struct RepositoryEntry: Sendable, Hashable {
    /// The repository's name, namespaces included.
    public var name: String
    /// The time of creation.
    public var created: SimulatedTime
    /// `MUTABLE` or `IMMUTABLE`.
    public var tagMutability: String
    /// The resource tags, as in `ListTagsForResource`; not the images' tags.
    public var resourceTags: [String: String]
    /// The repository's own lifecycle policy, as text.
    ///
    /// The simulator never carries it out.
    public var lifecyclePolicy: String?
    /// The time at which the lifecycle policy was last evaluated.
    public var lifecyclePolicyEvaluated: SimulatedTime?
    /// Whether each pushed image is scanned, by the repository's own setting.
    public var scanOnPush: Bool
    /// The images, in the order of the registry's listing.
    public var images: [ImageEntry]
    /// A series of similar images.
    public var generate: ImageSeries?

    /// Creates an entry.
    public init(
        _ name: String, created: SimulatedTime = .daysAgo(400), tagMutability: String = "MUTABLE",
        resourceTags: [String: String] = [:], lifecyclePolicy: String? = nil,
        lifecyclePolicyEvaluated: SimulatedTime? = nil, scanOnPush: Bool = false, images: [ImageEntry] = [],
        generate: ImageSeries? = nil
    ) {
        self.name = name
        self.created = created
        self.tagMutability = tagMutability
        self.resourceTags = resourceTags
        self.lifecyclePolicy = lifecyclePolicy
        self.lifecyclePolicyEvaluated = lifecyclePolicyEvaluated
        self.scanOnPush = scanOnPush
        self.images = images
        self.generate = generate
    }
}

extension RepositoryEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, createdDaysAgo, createdAt, tagMutability, resourceTags, images, generate, lifecyclePolicy
        case lifecyclePolicyEvaluatedDaysAgo, lifecyclePolicyEvaluatedAt, scanOnPush
    }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let mutability = try container.decodeIfPresent(String.self, forKey: .tagMutability) ?? "MUTABLE"
        guard ["MUTABLE", "IMMUTABLE"].contains(mutability) else {
            throw container.error(.tagMutability, "\(mutability) is neither MUTABLE nor IMMUTABLE")
        }
        self.init(
            try container.decode(String.self, forKey: .name),
            created: try container.time(daysAgo: .createdDaysAgo, at: .createdAt) ?? .daysAgo(400),
            tagMutability: mutability,
            resourceTags: try container.decodeIfPresent([String: String].self, forKey: .resourceTags) ?? [:],
            lifecyclePolicy: try container.decodeIfPresent(LifecycleDocument.self, forKey: .lifecyclePolicy)?.text,
            lifecyclePolicyEvaluated: try container.time(
                daysAgo: .lifecyclePolicyEvaluatedDaysAgo, at: .lifecyclePolicyEvaluatedAt),
            scanOnPush: try container.decodeIfPresent(Bool.self, forKey: .scanOnPush) ?? false,
            images: try container.decodeIfPresent([ImageEntry].self, forKey: .images) ?? [],
            generate: try container.decodeIfPresent(ImageSeries.self, forKey: .generate))
    }
}
