package import ImageModel

/// What was decided about the images of a repository.
package struct Assessment: Sendable {
    /// The images, and what connects them.
    package let graph: ImageGraph
    /// A decision for each image, in the inventory's order.
    package var decisions: [Decision]
    /// The images that a "newest N" keeps, where a decision to act on an image rests on them.
    package var newestKept: [NewestKept] = []

    /// The images, in the inventory's order.
    package var images: [Image] { graph.images }

    /// How many images are selected.
    package var selectedCount: Int { decisions.count(where: \.isSelected) }

    /// Keeps every selected image, since it is not known whether it is in use.
    package mutating func keepSelectedAsUsageUnknown() {
        for position in decisions.indices where decisions[position].isSelected {
            let decision = decisions[position]
            decisions[position] = Decision(
                .keep, rule: decision.rule, reason: .usageUnknown(decision.reason, decision.verdict))
        }
        newestKept = []
    }

    /// The positions of the selected images.
    package var selectedPositions: some Sequence<Int> { decisions.indices.lazy.filter { decisions[$0].isSelected } }
}
