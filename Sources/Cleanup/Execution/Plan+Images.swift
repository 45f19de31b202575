import ImageModel
import Retention

/// Facts about an image of the plan, by its position.
extension Plan {
    /// The digest of an image.
    func digest(of position: Int) -> ImageDigest { assessment.images[position].digest }

    /// The action decided for a member of a family; `nil` if the member is to stay.
    func action(on position: Int) -> Rule.Action? { assessment.decisions[position].verdict.action }

    /// The level of a member in its family; lower levels come first.
    func level(of position: Int) -> Level { levels.isEmpty ? Level() : levels[position] }

    /// The indexes that hold a member, and its subjects.
    ///
    /// A member is acted on only after all of its parents.
    func parents(of position: Int) -> [Int] { assessment.graph.parents(of: position).map(\.position) }

    /// Whether the action on a member completes work on its parents.
    ///
    /// Each member with a parent in the inventory follows its parents.
    func completesParent(_ position: Int) -> Bool {
        !assessment.graph.indexes[position].isEmpty || !assessment.graph.subjects[position].isEmpty
    }

    /// Whether a member may have been selected because newer images are kept.
    ///
    /// A member that only follows its parents does not depend on other images.
    func mayRestOnNewest(_ position: Int) -> Bool {
        if case .goes = assessment.decisions[position].reason { return false }
        return !completesParent(position) || assessment.images[position].isTagged
    }

    /// The subjects of a member that are not in the inventory.
    ///
    /// ECR is asked for each subject by digest. The member may be deleted only if ECR says that all of them are
    /// missing.
    func missingSubjects(of position: Int) -> [ImageDigest] {
        let missing = assessment.graph.missingSubjects
        return missing.isEmpty ? [] : missing[position] ?? []
    }

    /// The manifests that a member holds, at any depth, and that are not in the inventory.
    ///
    /// ECR is asked for each by digest. The member may be deleted only if ECR says that all of them are missing: one
    /// that was tagged or pulled would keep its indexes.
    func missingManifests(of position: Int) -> [ImageDigest] {
        let missing = assessment.graph.missingManifests
        return missing.isEmpty ? [] : assessment.graph.withDescendants([position]).flatMap { missing[$0] ?? [] }
    }
}
