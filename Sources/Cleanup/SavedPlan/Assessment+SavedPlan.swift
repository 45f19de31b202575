import ImageModel
import Retention

extension Assessment {
    /// Keeps every selected image that a saved plan does not cover.
    ///
    /// The plan stands for somebody's approval. So less than planned may go, but never more. A family goes exactly as
    /// planned or not at all.
    ///
    /// - Parameter planned: the images that the plan names in this repository.
    mutating func narrow(to planned: [ImageDigest: SavedPlan.PlannedImage]) -> PlanComparison {
        let isNamed = images.map { planned[$0.digest] != nil }
        let isAsPlanned = images.indices.map { position in
            guard let image = planned[images[position].digest], decisions[position].isSelected else { return false }
            return image.action == decisions[position].verdict.action && image.matches(images[position])
        }
        var comparison = PlanComparison()
        comparison.named = planned.count
        comparison.gone = planned.count - isNamed.count(where: \.self)
        comparison.notInPlan = images.indices.count { decisions[$0].isSelected && !isAsPlanned[$0] }
        for family in graph.families(of: images.indices.filter { isNamed[$0] || decisions[$0].isSelected }) {
            guard let stranger = family.first(where: { !isAsPlanned[$0] }) else {
                comparison.selected += family.count
                continue
            }
            comparison.noLongerSelected += family.count { isNamed[$0] }
            for position in family where decisions[position].isSelected {
                decisions[position] = Decision(
                    .keep, rule: decisions[position].rule,
                    reason: isAsPlanned[position] ? .familyNotAsPlanned(images[stranger].digest) : .notInPlan)
            }
        }
        if selectedCount == 0 { newestKept = [] }
        return comparison
    }
}
