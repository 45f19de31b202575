import ImageModel
import Retention

/// Facts about an image of the plan, by its position in the inventory.
extension Plan {
    /// The digest of an image.
    func digest(of position: Int) -> ImageDigest { assessment.images[position].digest }

    /// The action that was decided about a member of a family.
    func action(on position: Int) -> Rule.Action {
        assessment.decisions[position].verdict == .transition ? .transition : .expire
    }

    /// Where a member stands in its family: what is higher comes after what is lower.
    func level(of position: Int) -> Level { levels.isEmpty ? Level() : levels[position] }

    /// The indexes that hold a member, and its subjects.
    ///
    /// Nothing is done to a member before it is done to all of these.
    func parents(of position: Int) -> [Int] { assessment.graph.parents(of: position).map(\.position) }

    /// Whether the action on a member finishes what was begun with its parents.
    func completesParent(_ position: Int) -> Bool {
        !assessment.graph.indexes[position].isEmpty || !assessment.graph.subjects[position].isEmpty
    }

    /// The subjects of a member that are not in the inventory.
    ///
    /// The member may go only when ECR, asked for each of them by digest, says that there is none.
    func missingSubjects(of position: Int) -> [ImageDigest] {
        let missing = assessment.graph.missingSubjects
        return missing.isEmpty ? [] : missing[position] ?? []
    }
}
