/// What a selection decided about one image, and why.
public struct Decision: Sendable, Hashable {
    /// What is to happen to the image.
    public enum Verdict: String, Sendable, Hashable {
        /// No rule takes it.
        case keep
        /// A rule would take it, and something else keeps it.
        case protect
        /// It is to be deleted.
        case expire
        /// It is to be moved to the archive.
        case transition
    }

    // In an order in which a decision takes 32 bytes: there is one for each image.

    /// Why.
    public var reason: Reason
    /// What is to happen.
    public var verdict: Verdict
    /// The priority of the rule that decided; the smallest number stands for none.
    private var priority: Int

    /// Creates a decision.
    public init(_ verdict: Verdict, rule: Int? = nil, reason: Reason) {
        self.verdict = verdict
        self.reason = reason
        priority = rule ?? .min
    }

    /// The priority of the rule that decided, where one did.
    public var rule: Int? {
        get { priority == .min ? nil : priority }
        set { priority = newValue ?? .min }
    }

    /// Why, for a person.
    public var sentence: String { reason.sentence(for: verdict) }

    /// Whether something is to be done to the image.
    public var isSelected: Bool { verdict == .expire || verdict == .transition }

    /// Whether the image would be selected, and stays since its use could not be read.
    public var isUsageUnknown: Bool {
        if case .usageUnknown = reason { true } else { false }
    }
}
