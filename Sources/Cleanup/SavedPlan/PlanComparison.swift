/// The images that a saved plan names, compared with those that the policy selects now.
public struct PlanComparison: Sendable, Hashable {
    /// The images that the plan names.
    public var named = 0
    /// Those of them that the policy still selects, and that may go.
    public var selected = 0
    /// Those of them that are there and stay: no longer selected, changed, or of a family that changed.
    public var noLongerSelected = 0
    /// Those of them that are not there.
    public var gone = 0
    /// The images that the policy selects and the plan does not name.
    public var notInPlan = 0

    /// Creates a comparison of nothing.
    public init() {}

    /// Creates the comparison of images whose repository is gone.
    init(allGone count: Int) { (named, gone) = (count, count) }

    /// Adds the comparison of another repository.
    public static func += (sum: inout PlanComparison, other: PlanComparison) {
        sum.named += other.named
        sum.selected += other.selected
        sum.noLongerSelected += other.noLongerSelected
        sum.gone += other.gone
        sum.notInPlan += other.notInPlan
    }
}
