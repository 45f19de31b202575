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

    /// What is to happen.
    public var verdict: Verdict
    /// The priority of the rule that decided, where one did.
    public var rule: Int?
    /// Why.
    public var reason: Reason

    /// Creates a decision.
    public init(_ verdict: Verdict, rule: Int? = nil, reason: Reason) {
        self.verdict = verdict
        self.rule = rule
        self.reason = reason
    }

    /// Why, for a person.
    public var sentence: String { reason.sentence(for: verdict) }

    /// Whether something is to be done to the image.
    public var isSelected: Bool { verdict == .expire || verdict == .transition }
}
