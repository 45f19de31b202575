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

    /// The positions of the selected images.
    var selectedPositions: some Sequence<Int> { decisions.indices.lazy.filter { decisions[$0].isSelected } }
}
