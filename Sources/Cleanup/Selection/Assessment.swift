import ImageModel

/// What was decided about the images of a repository.
package struct Assessment: Sendable {
    /// The images, and what connects them.
    let graph: ImageGraph
    /// A decision for each image, in the inventory's order.
    var decisions: [Decision]
    /// The images that a "newest N" keeps, where a decision to act on an image rests on them.
    var newestKept: [NewestKept] = []

    /// The images, in the inventory's order.
    var images: [Image] { graph.images }

    /// How many images are selected.
    package var selectedCount: Int { decisions.count(where: \.isSelected) }

    /// Keeps every selected image, since it is not known whether it is in use.
    mutating func keepSelectedAsUsageUnknown() {
        for position in decisions.indices where decisions[position].isSelected {
            let decision = decisions[position]
            decisions[position] = Decision(
                .keep, rule: decision.rule, reason: .usageUnknown(decision.reason, decision.verdict))
        }
        newestKept = []
    }

    /// The positions of the selected images.
    var selectedPositions: some Sequence<Int> { decisions.indices.lazy.filter { decisions[$0].isSelected } }
}
