public import ImageModel

/// What is kept whatever the rules say.
///
/// Vetoes of a whole policy and of one of its sections add up.
public struct Protection: Sendable, Hashable {
    /// Patterns of tags: an image with any matching tag is kept.
    public var tagPatterns: [WildcardPattern]
    /// How many of the newest images of each repository are kept.
    public var newest: Int?
    /// An age since the push, in days: up to it an image is kept.
    public var pushedWithinDays: Int?
    /// An age since the last pull, in days: up to it an image is kept.
    public var pulledWithinDays: Int?
    /// Who is asked what is in use: such an image is kept, and where one of them can't be read nothing is deleted.
    public var inUse: Set<UsageSourceName>
    /// Images that are kept, by tag or by digest.
    public var images: Set<ImageReference>
    /// Resource tags of repositories: one that has any of them is not touched.
    public var repositoryTags: Set<ResourceTag>

    /// Creates vetoes; by default none.
    public init(
        tagPatterns: [WildcardPattern] = [], newest: Int? = nil, pushedWithinDays: Int? = nil,
        pulledWithinDays: Int? = nil, inUse: Set<UsageSourceName> = [], images: Set<ImageReference> = [],
        repositoryTags: Set<ResourceTag> = []
    ) {
        self.tagPatterns = tagPatterns
        self.newest = newest
        self.pushedWithinDays = pushedWithinDays
        self.pulledWithinDays = pulledWithinDays
        self.inUse = inUse
        self.images = images
        self.repositoryTags = repositoryTags
    }

    /// The sources of a policy document that does not mention `inUse`.
    public static let defaultSources: Set<UsageSourceName> = [.ecs, .lambda]

    /// No veto.
    public static let none = Protection()

    /// What either of two keeps.
    public func adding(_ other: Protection) -> Protection {
        func larger(_ one: Int?, _ other: Int?) -> Int? { [one, other].compactMap(\.self).max() }
        return Protection(
            tagPatterns: tagPatterns + other.tagPatterns.filter { !tagPatterns.contains($0) },
            newest: larger(newest, other.newest),
            pushedWithinDays: larger(pushedWithinDays, other.pushedWithinDays),
            pulledWithinDays: larger(pulledWithinDays, other.pulledWithinDays),
            inUse: inUse.union(other.inUse), images: images.union(other.images),
            repositoryTags: repositoryTags.union(other.repositoryTags))
    }
}
