import ImageModel

/// The EKS clusters that are read, by patterns of their names.
///
/// Lists from several parts of a policy add up: a cluster is selected if any of the lists selects it.
public struct ClusterPatterns: Sendable, Hashable {
    private let lists: Set<NamePatterns>

    /// Creates a selection by one list, in which `!` excludes as in lists of repositories.
    public init(_ patterns: NamePatterns) { lists = [patterns] }

    private init(lists: Set<NamePatterns>) { self.lists = lists }

    /// Every cluster.
    public static let all = ClusterPatterns(.all)

    /// The clusters that either of two selections takes.
    public func union(_ other: ClusterPatterns) -> ClusterPatterns {
        ClusterPatterns(lists: lists.union(other.lists))
    }

    /// Whether a cluster is selected.
    public func select(_ name: String) -> Bool { lists.contains { $0.match(text: name) } }

    /// The patterns that match none of the clusters, in order.
    package func unmatched(among names: Set<String>) -> [String] {
        let patterns = Set(lists.flatMap(\.inclusions).filter { $0.text != "*" })
        return patterns.filter { pattern in !names.contains { pattern.matches($0) } }.map(\.text).sorted()
    }

    /// The clusters in words.
    var phrase: String {
        if lists.contains(.all) { return "all clusters" }
        let texts = lists.map { $0.texts.map { "\"\($0)\"" }.joined(separator: ", ") }
        return "the clusters " + texts.sorted().joined(separator: ", and of ")
    }
}

extension Policy {
    /// The EKS clusters that the policy's parts ask for, together.
    public var eksClusters: ClusterPatterns {
        let asking = sections.map(protection(in:)).filter { $0.inUse.contains(.eks) }.map { $0.eksClusters ?? .all }
        return asking.dropFirst().reduce(asking.first ?? .all) { $0.union($1) }
    }

    /// The policies whose images neither `eks` nor `inspector` protects, by name.
    package var sectionsWithoutKubernetes: [String] {
        sections.filter { section in
            (!section.rules.isEmpty || section.orphanedReferrersOlderThanDays != nil)
                && protection(in: section).inUse.isDisjoint(with: [.eks, .inspector])
        }.map(\.name)
    }
}
