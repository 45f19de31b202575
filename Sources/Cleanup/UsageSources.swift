public import ImageModel
public import Retention

/// The sources of usage that a run asks, and where they look.
public struct UsageSources: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The sources' names.
    public var names: Set<UsageSourceName>
    /// The EKS clusters that are read.
    public var eksClusters: ClusterPatterns

    /// Creates a selection of sources.
    public init(_ names: Set<UsageSourceName>, eksClusters: ClusterPatterns = .all) {
        self.names = names
        self.eksClusters = eksClusters
    }

    /// Creates a selection from a list of names.
    public init(arrayLiteral names: UsageSourceName...) { self.init(Set(names)) }
}

extension Policy {
    /// All sources of usage that any part of the policy names.
    package var usageSources: UsageSources { UsageSources(sourcesInUse, eksClusters: eksClusters) }
}
