import ImageModel

/// What was decided about the images of a repository.
struct Assessment: Sendable {
    /// The images, and what connects them.
    let graph: ImageGraph
    /// A decision for each image, in the inventory's order.
    let decisions: [Decision]

    /// The images, in the inventory's order.
    var images: [Image] { graph.images }

    /// How many images are selected.
    var selectedCount: Int { decisions.count(where: \.isSelected) }
}
