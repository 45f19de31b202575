import AWSClient
import Formats
import ImageUsage
import Retention

/// Finds EKS clusters whose workloads no source protects.
struct UnaskedClusters: Sendable {
    let policy: Policy
    let eks: EKSClient

    /// The number of clusters that the warning names.
    private static let namedClusters = 10

    /// A warning that names the clusters; `nil` without any, or if they can't be listed.
    ///
    /// The list costs one call. If it is denied, the caller's policy does not say that EKS is used.
    func warning() async -> String? {
        let sections = policy.sectionsWithoutKubernetes
        guard !sections.isEmpty, let clusters = try? await eks.clusterNames(), !clusters.isEmpty else { return nil }
        let names = clusters.sorted().listed(upTo: Self.namedClusters)
        let policies = sections.map { "\"\($0)\"" }.joined(separator: ", ")
        let noun = clusters.count == 1 ? "the EKS cluster" : "the EKS clusters"
        return
            "the account has \(noun) \(names), and the policy \(policies) asks neither eks nor inspector for what is "
            + "in use (protect.inUse): images that run there may be deleted"
    }
}
