public import ImageModel

/// Vetoes, which keep images whatever the rules say.
///
/// The vetoes of a policy and of its section add up.
public struct Protection: Sendable, Hashable {
    /// Patterns of tags; an image with a matching tag is kept.
    public var tagPatterns: [WildcardPattern]
    /// The number of newest images that are kept in each repository.
    public var newest: Int?
    /// The number of most recently pulled images that are kept in each repository.
    public var newestPulled: Int?
    /// The days after its push for which an image is kept.
    public var pushedWithinDays: Int?
    /// The days after its last pull for which an image is kept.
    public var pulledWithinDays: Int?
    /// The sources that are asked which images are in use.
    ///
    /// Images in use are kept. If a source can't be read, nothing is deleted.
    public var inUse: Set<UsageSourceName>
    /// The EKS clusters that the source `eks` reads; `nil` for all.
    ///
    /// It counts only beside `eks` in ``inUse``.
    public var eksClusters: ClusterPatterns?
    /// The images that are kept, by tag or by digest.
    public var images: Set<ImageReference>
    /// The lists elsewhere whose images are kept.
    ///
    /// If a list can't be read, is empty or is too old, nothing is deleted.
    public var imageLists: Set<ImageList>
    /// The resource tags that protect a whole repository.
    ///
    /// A repository with any of these tags is not touched.
    public var repositoryTags: Set<ResourceTag>

    /// Creates vetoes, by default none.
    public init(
        tagPatterns: [WildcardPattern] = [], newest: Int? = nil, newestPulled: Int? = nil,
        pushedWithinDays: Int? = nil, pulledWithinDays: Int? = nil, inUse: Set<UsageSourceName> = [],
        eksClusters: ClusterPatterns? = nil, images: Set<ImageReference> = [], imageLists: Set<ImageList> = [],
        repositoryTags: Set<ResourceTag> = []
    ) {
        self.tagPatterns = tagPatterns
        self.newest = newest
        self.newestPulled = newestPulled
        self.pushedWithinDays = pushedWithinDays
        self.pulledWithinDays = pulledWithinDays
        self.inUse = inUse
        self.eksClusters = eksClusters
        self.images = images
        self.imageLists = imageLists
        self.repositoryTags = repositoryTags
    }

    /// The sources for a policy document that does not mention `inUse`.
    public static let defaultSources: Set<UsageSourceName> = [.ecs, .lambda, .schedules]

    /// Whether a veto depends on when images were last pulled.
    var looksAtPulls: Bool { pulledWithinDays != nil || newestPulled != nil }

    /// All sources of usage: those that are asked, and the lists.
    public var usageSources: Set<UsageSourceName> { inUse.union(imageLists.map(\.name)) }

    /// Whether a replica may keep an image that nothing else keeps.
    ///
    /// It may be in use, named or recently pulled, and its repository has resource tags of its own.
    public var dependsOnReplicas: Bool {
        !usageSources.isEmpty || !images.isEmpty || !repositoryTags.isEmpty || looksAtPulls
    }

    /// No veto.
    public static let none = Protection()

    /// Vetoes that keep everything that either of two keeps.
    public func adding(_ other: Protection) -> Protection {
        func larger(_ one: Int?, _ other: Int?) -> Int? { [one, other].compactMap(\.self).max() }
        return Protection(
            tagPatterns: tagPatterns + other.tagPatterns.filter { !tagPatterns.contains($0) },
            newest: larger(newest, other.newest), newestPulled: larger(newestPulled, other.newestPulled),
            pushedWithinDays: larger(pushedWithinDays, other.pushedWithinDays),
            pulledWithinDays: larger(pulledWithinDays, other.pulledWithinDays),
            inUse: inUse.union(other.inUse), eksClusters: addingClusters(of: other), images: images.union(other.images),
            imageLists: imageLists.union(other.imageLists), repositoryTags: repositoryTags.union(other.repositoryTags))
    }

    /// The clusters that either of two vetoes asks for; `nil` for all.
    ///
    /// Vetoes that ask `eks` and name no clusters mean all of them. The patterns of vetoes that do not ask `eks`
    /// themselves do not count: they would take clusters away from the others.
    private func addingClusters(of other: Protection) -> ClusterPatterns? {
        let asking = [self, other].filter { $0.inUse.contains(.eks) }.map(\.eksClusters)
        guard let first = asking.first else { return nil }
        return asking.dropFirst().reduce(first) { one, two in
            guard let one, let two else { return nil }
            return one.union(two)
        }
    }
}
