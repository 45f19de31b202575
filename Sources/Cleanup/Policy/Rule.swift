/// One rule of a policy: which images it is about, how many or how old they may be, and what happens to the others.
///
/// - SeeAlso: [Lifecycle policy properties in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html)
public struct Rule: Sendable, Hashable {
    /// What happens to an image that a rule acts on.
    public enum Action: String, Sendable, Hashable {
        /// It is deleted.
        case expire
        /// It is moved to the archive.
        case transition
    }

    /// Which images a rule is about, by their tags.
    public enum TagStatus: Sendable, Hashable {
        /// Images without a tag.
        case untagged
        /// Every image.
        case any
    }

    /// What a rule allows of the images that it is about.
    public enum Count: Sendable, Hashable {
        /// An age of at most so many days since the push, each of 86,400 seconds.
        case sinceImagePushed(days: Int)
    }

    /// The order among the rules of a policy: the lowest comes first.
    ///
    /// Positive, and unique in its policy.
    public var priority: Int
    /// What the rule is for, in its author's words.
    public var description: String?
    /// Which images the rule is about.
    public var tagStatus: TagStatus
    /// What it allows of them.
    public var count: Count
    /// What happens to an image that is not within that.
    public var action: Action

    /// Creates a rule.
    public init(priority: Int, description: String? = nil, tagStatus: TagStatus, count: Count, action: Action) {
        self.priority = priority
        self.description = description
        self.tagStatus = tagStatus
        self.count = count
        self.action = action
    }
}
