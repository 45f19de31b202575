package import Essentials
package import ImageModel

/// Decides what happens to each image of a repository.
///
/// Selection is a pure function of an inventory, a policy and the time. It calls nothing, and the same facts always
/// give the same decisions. Its time grows with the number of images as that of sorting does.
package struct Selection: Sendable {
    /// The rules.
    private let section: Policy.Section
    /// The vetoes, both of the whole policy and of the section.
    private let protection: Protection
    /// The facts besides the images that the vetoes depend on.
    package var facts = ProtectionEvaluation.Facts()
    /// The deliberate differences from ECR that are left out, to explain one; none in a cleanup.
    package var withoutDifferences: DeliberateDifferences = []
    /// The time that ages are computed for.
    private let now: Date

    /// Creates a selection.
    package init(section: Policy.Section, protection: Protection, at now: Date) {
        self.section = section
        self.protection = protection
        self.now = now
    }

    /// Decides about a whole inventory.
    ///
    /// Without the manifests of indexes the decisions are preliminary, and answer one question only. If they select
    /// nothing, nothing is selected with the manifests either. An image in an index is neither matched nor counted once
    /// the manifests are known. So the other images can only move up among the newest. The veto `newestPulled` does not
    /// count yet, since indexes and replicas may turn out to be pulled later.
    ///
    /// - Parameters:
    ///   - images: the inventory, each digest once.
    ///   - manifests: the manifests of the indexes; `nil` if they were not read.
    package func assessment(of images: [Image], manifests: IndexManifests?) -> Assessment {
        let graph = ImageGraph(of: images, manifests: manifests, without: withoutDifferences)
        let pullTimes = PullTimes(of: graph, replicaPulls: facts.replicaPulls)
        let evaluation = RuleEvaluation(of: graph, by: section, pullTimes: pullTimes, at: now)
        var decisions = evaluation.decisions
        FamilyResolution.follow(graph, &decisions)
        let protected = ProtectionEvaluation(
            of: graph, by: protection, facts: facts, pullTimes: pullTimes, at: now, decisions: decisions,
            knowsPulls: manifests != nil)
        // Images that belong to a protected image are protected themselves. So a veto changes only the decisions about
        // images that it reaches.
        for (position, cause) in protected.causes.enumerated() {
            guard let cause, decisions[position].isSelected else { continue }
            decisions[position] = Decision(
                .protect, rule: decisions[position].rule, reason: .protected(by: cause.veto, cause.path))
        }
        let newestKept = (evaluation.newestKept + protected.newestKept).filter {
            decisions.contains(where: $0.supports)
        }
        return Assessment(graph: graph, decisions: decisions, newestKept: newestKept)
    }
}
