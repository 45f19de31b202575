package import Essentials
package import ImageModel

/// Decides what is to happen to each image of a repository.
///
/// A pure function of an inventory, a policy and the time: it calls nothing, and the same facts always give the same
/// decisions. It takes a time that grows with the number of images as sorting does.
package struct Selection: Sendable {
    /// The rules.
    private let section: Policy.Section
    /// The vetoes, those of the whole policy and those of the section.
    private let protection: Protection
    /// What the vetoes depend on beyond the images.
    package var facts = ProtectionEvaluation.Facts()
    /// The time that ages are reckoned at.
    private let now: Date

    /// Creates a selection.
    package init(section: Policy.Section, protection: Protection, at now: Date) {
        self.section = section
        self.protection = protection
        self.now = now
    }

    /// Decides about a whole inventory.
    ///
    /// Without the manifests of indexes the decisions are preliminary, and of use for one question: if they select
    /// nothing, nothing is selected with the manifests either. For what an index holds is neither matched nor counted
    /// once that is known, and so the others can only move up among the newest.
    ///
    /// - Parameters:
    ///   - images: the inventory, each digest once.
    ///   - manifests: what its indexes hold; `nil` to do without.
    package func assessment(of images: [Image], manifests: IndexManifests?) -> Assessment {
        let graph = ImageGraph(of: images, manifests: manifests)
        let pullTimes = PullTimes(of: graph, replicaPulls: facts.replicaPulls)
        let evaluation = RuleEvaluation(of: graph, by: section, pullTimes: pullTimes, at: now)
        var decisions = evaluation.decisions
        FamilyResolution.follow(graph, &decisions)
        let protected = ProtectionEvaluation(
            of: graph, by: protection, facts: facts, pullTimes: pullTimes, at: now, decisions: decisions)
        // What belongs to a protected image is protected itself: so a veto changes no fate but those of the images that
        // it reaches.
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
