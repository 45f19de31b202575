package import ImageModel

/// The decisions about the images of a repository.
package struct Assessment: Sendable {
    /// The images and the relations between them.
    package let graph: ImageGraph
    /// A decision for each image, in the inventory's order.
    package var decisions: [Decision]
    /// The newest images that rules or vetoes keep.
    ///
    /// Only images on which a decision to act on another image rests are listed.
    package var newestKept: [NewestKept] = []

    /// The images, in the inventory's order.
    package var images: [Image] { graph.images }

    /// The number of selected images.
    package var selectedCount: Int { decisions.count(where: \.isSelected) }

    /// Keeps every selected image, since its use is unknown.
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
