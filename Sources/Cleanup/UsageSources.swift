public import ImageModel
public import Retention

/// The sources of usage that a run asks, and where they look.
public struct UsageSources: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The names of the services.
    public var names: Set<UsageSourceName>
    /// The EKS clusters that are read.
    public var eksClusters: ClusterPatterns
    /// The lists of images, which are read by the caller in its own region.
    public var lists: Set<ImageList>

    /// Creates a selection of sources.
    public init(_ names: Set<UsageSourceName>, eksClusters: ClusterPatterns = .all, lists: Set<ImageList> = []) {
        self.names = names
        self.eksClusters = eksClusters
        self.lists = lists
    }

    /// Creates a selection from a list of names.
    public init(arrayLiteral names: UsageSourceName...) { self.init(Set(names)) }
}

extension Policy {
    /// All sources of usage that any part of the policy names.
    package var usageSources: UsageSources {
        let protections = [protection] + sections.map(\.protection)
        return UsageSources(
            protections.reduce(into: []) { $0.formUnion($1.inUse) }, eksClusters: eksClusters,
            lists: protections.reduce(into: []) { $0.formUnion($1.imageLists) })
    }
}
