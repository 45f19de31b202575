/// One rule of a policy: which images it is about, how many or how old they may be, and what happens to the others.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
public struct Rule: Sendable, Hashable {
    /// What happens to an image that a rule acts on.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// It is deleted.
        case expire
        /// It is moved to the archive.
        case transition
    }

    /// Where the images are that a rule sees: the rules of the two classes know nothing of each other.
    public enum StorageClass: String, Sendable, Hashable, CaseIterable {
        /// Images that can be pulled.
        case standard
        /// Images in the archive.
        case archive
    }

    /// Which images a rule is about, by their tags.
    public enum TagStatus: Sendable, Hashable {
        /// Images with tags that satisfy a list.
        case tagged(TagList)
        /// Images without a tag.
        case untagged
        /// Every image.
        case any
    }

    /// What a rule allows of the images that it is about.
    ///
    /// A day has 86,400 seconds, and an image is over so many days when its age is greater than that.
    public enum Count: Sendable, Hashable {
        /// At most so many images: the newest.
        case imageCountMoreThan(Int)
        /// An age of at most so many days since the push, or since the last return from the archive.
        case sinceImagePushed(days: Int)
        /// An age of at most so many days since the last pull.
        case sinceImagePulled(days: Int)
        /// An age of at most so many days since the image was archived.
        case sinceImageTransitioned(days: Int)
    }

    /// The order among the rules of a policy: the lowest comes first.
    ///
    /// Positive, and unique in its policy.
    public var priority: Int
    /// What the rule is for, in its author's words.
    public var description: String?
    /// Where the images are that the rule sees.
    public var storageClass: StorageClass
    /// Which images the rule is about.
    public var tagStatus: TagStatus
    /// Patterns of tags that take an image out of the rule: it is then as if the rule were not there.
    ///
    /// Not a key of ECR's.
    public var excludedTags: [WildcardPattern]
    /// What it allows of them.
    public var count: Count
    /// How many of the newest images that the rule is about are never acted on; `nil` for none.
    ///
    /// Not a key of ECR's.
    public var keepNewest: Int?
    /// An age since the last pull, in days, that an image must be over, too, to be acted on.
    ///
    /// Not a key of ECR's.
    public var notPulledForDays: Int?
    /// What happens to an image that is not within what is allowed.
    public var action: Action

    /// Creates a rule.
    public init(
        priority: Int, description: String? = nil, storageClass: StorageClass = .standard, tagStatus: TagStatus,
        excludedTags: [WildcardPattern] = [], count: Count, keepNewest: Int? = nil, notPulledForDays: Int? = nil,
        action: Action
    ) {
        self.priority = priority
        self.description = description
        self.storageClass = storageClass
        self.tagStatus = tagStatus
        self.excludedTags = excludedTags
        self.count = count
        self.keepNewest = keepNewest
        self.notPulledForDays = notPulledForDays
        self.action = action
    }

    /// Whether the rule asks when an image was last pulled.
    var looksAtPulls: Bool {
        if case .sinceImagePulled = count { return true }
        return notPulledForDays != nil
    }
}
