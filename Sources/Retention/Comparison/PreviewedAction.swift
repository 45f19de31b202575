/// The action that ECR's preview names for an image.
package struct PreviewedAction: Sendable, Hashable {
    /// The verdict on the image; `nil` for an action that this program does not know.
    package let verdict: Decision.Verdict?
    /// The priority of the rule that acts, if ECR reports it.
    package let rule: Int?

    /// Creates an action.
    package init(_ verdict: Decision.Verdict?, rule: Int?) {
        (self.verdict, self.rule) = (verdict, rule)
    }

    /// The relation of an image to the images that it belongs to.
    struct Relation: Sendable, Hashable {
        /// Whether the image is, or may be, a part of another image.
        let isPart: Bool
        /// Whether the rules do not see the image by itself.
        let isOnlyPart: Bool
    }
}

extension Decision {
    /// Whether the decision is the same as ECR's.
    ///
    /// - Parameters:
    ///   - action: ECR's action; `nil` if it leaves the image alone.
    ///   - relation: the image's relation to others.
    func agrees(with action: PreviewedAction?, _ relation: PreviewedAction.Relation) -> Bool {
        guard let action else {
            // Whether a preview lists the parts of an image that goes is not documented. The image itself is compared.
            return !isSelected || relation.isPart
        }
        guard isSelected, verdict == action.verdict else { return false }
        return relation.isOnlyPart || action.rule == nil || action.rule == rule
    }
}
