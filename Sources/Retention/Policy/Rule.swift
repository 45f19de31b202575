/// One rule of a policy.
///
/// It says which images it matches, how many or how old they may be, and what happens to the others.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
public struct Rule: Sendable, Hashable {
    /// The action of a rule on an image.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// The image is deleted.
        case expire
        /// The image is moved to the archive.
        case transition
    }

    /// The storage class of the images that a rule sees.
    ///
    /// Rules of different classes know nothing of each other.
    public enum StorageClass: String, Sendable, Hashable, CaseIterable {
        /// Images that can be pulled.
        case standard
        /// Images in the archive.
        case archive
    }

    /// The condition of a rule on the tags of images.
    public enum TagStatus: Sendable, Hashable {
        /// Images with tags that satisfy a list.
        case tagged(TagList)
        /// Images without a tag.
        case untagged
        /// Every image.
        case any
    }

    /// An order of images other than that of their push times.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The order of the highest versions among the matching tags.
        case semver
    }

    /// The number or the age of images that a rule allows.
    ///
    /// An image is over an age when its own age is greater, to the second.
    public enum Count: Sendable, Hashable {
        /// At most so many images, which are the newest.
        case imageCountMoreThan(Int)
        /// An age since the push or the last return from the archive.
        case sinceImagePushed(AgeLimit)
        /// An age since the last pull.
        case sinceImagePulled(days: Int)
        /// An age since the move to the archive.
        case sinceImageTransitioned(AgeLimit)

        /// An age of so many days since the push.
        public static func sinceImagePushed(days: Int) -> Count { .sinceImagePushed(.days(days)) }

        /// An age of so many days since the move to the archive.
        public static func sinceImageTransitioned(days: Int) -> Count { .sinceImageTransitioned(.days(days)) }
    }

    /// The priority of the rule; the lowest number comes first.
    ///
    /// It is positive, and unique in its policy.
    public var priority: Int
    /// The rule's purpose, in its author's words.
    public var description: String?
    /// The storage class of the images that the rule sees.
    public var storageClass: StorageClass
    /// The condition on the tags of images.
    public var tagStatus: TagStatus
    /// Whether the action requires that every tag of the image satisfies the list.
    ///
    /// ECR has no such key.
    public var allTagsMatch: Bool
    /// Patterns of tags that exclude an image from the rule.
    ///
    /// For such an image, it is as if the rule were not there. ECR has no such key.
    public var excludedTags: [WildcardPattern]
    /// The number or the age of matching images that the rule allows.
    public var count: Count
    /// The number of newest matching images that are never acted on.
    ///
    /// `nil` means none. ECR has no such key.
    public var keepNewest: Int?
    /// The pattern that divides the images into groups, each with its own newest images.
    ///
    /// `nil` means that all images are one group. ECR has no such key.
    public var groupBy: GroupPattern?
    /// The order that decides which images are the newest; `nil` means that of the push times.
    ///
    /// ECR has no such key.
    public var sortBy: Order?
    /// The age since the last pull, in days, that the action requires.
    ///
    /// An image is acted on only if it is over this age too. ECR has no such key.
    public var notPulledForDays: Int?
    /// The action on the images beyond the allowed number or age.
    public var action: Action

    /// Creates a rule.
    public init(
        priority: Int, description: String? = nil, storageClass: StorageClass = .standard, tagStatus: TagStatus,
        allTagsMatch: Bool = false, excludedTags: [WildcardPattern] = [], count: Count, keepNewest: Int? = nil,
        groupBy: GroupPattern? = nil, sortBy: Order? = nil, notPulledForDays: Int? = nil, action: Action
    ) {
        self.priority = priority
        self.description = description
        self.storageClass = storageClass
        self.tagStatus = tagStatus
        self.allTagsMatch = allTagsMatch
        self.excludedTags = excludedTags
        self.count = count
        self.keepNewest = keepNewest
        self.groupBy = groupBy
        self.sortBy = sortBy
        self.notPulledForDays = notPulledForDays
        self.action = action
    }

    /// Whether the rule depends on when an image was last pulled.
    var looksAtPulls: Bool {
        if case .sinceImagePulled = count { return true }
        return notPulledForDays != nil
    }
}
