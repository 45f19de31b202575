package import ImageModel

/// An image about which ECR and this program decide differently.
package struct DecisionDifference: Sendable {
    /// The sides that would act on the image.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// Only this program would act.
        case oursOnly
        /// Only ECR would act.
        case ecrOnly
        /// Both would act, by different rules or in different ways.
        case otherwise
    }

    /// The image.
    package let image: Image
    /// This program's decision.
    package let decision: Decision
    /// ECR's action; `nil` if it leaves the image alone.
    package let action: PreviewedAction?
    /// The deliberate differences that explain it; empty if nothing does.
    package let explanation: DeliberateDifferences

    /// The sides that would act on the image.
    package var kind: Kind { action == nil ? .oursOnly : decision.isSelected ? .otherwise : .ecrOnly }
}
