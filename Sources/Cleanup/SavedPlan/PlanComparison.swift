/// The comparison of a saved plan with the present selection.
public struct PlanComparison: Sendable, Hashable {
    /// The images that the plan names.
    public var named = 0
    /// The named images that the policy still selects, and that may go.
    public var selected = 0
    /// The named images that exist and stay.
    ///
    /// They are no longer selected, have changed, belong to a family that changed, or were not announced.
    public var noLongerSelected = 0
    /// The named images that no longer exist.
    public var gone = 0
    /// The selected images that the plan does not name as they are.
    public var notInPlan = 0

    /// Creates a comparison without images.
    public init() {}

    /// Creates the comparison of images whose repository is gone.
    init(allGone count: Int) { (named, gone) = (count, count) }

    /// Notes that of the selected images only some may go.
    mutating func limitSelected(to count: Int) {
        noLongerSelected += selected - count
        selected = count
    }

    /// Adds the comparison of another repository.
    public static func += (sum: inout PlanComparison, other: PlanComparison) {
        sum.named += other.named
        sum.selected += other.selected
        sum.noLongerSelected += other.noLongerSelected
        sum.gone += other.gone
        sum.notInPlan += other.notInPlan
    }
}
