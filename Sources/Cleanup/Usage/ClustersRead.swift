/// The EKS clusters that were read for usage.
enum ClustersRead: Sendable, Hashable {
    /// The names of all clusters that the policy asks for.
    case all(Set<String>)
    /// A reading failed.
    case unknown

    /// The clusters of two readings.
    func adding(_ other: ClustersRead) -> ClustersRead {
        guard case .all(let names) = self, case .all(let more) = other else { return .unknown }
        return .all(names.union(more))
    }
}
