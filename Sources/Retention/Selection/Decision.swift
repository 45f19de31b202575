/// The decision about one image, and its reason.
public struct Decision: Sendable, Hashable {
    /// The verdict on an image.
    public enum Verdict: String, Sendable, Hashable {
        /// No rule takes the image.
        case keep
        /// A rule would take the image, but a veto keeps it.
        case protect
        /// The image is to be deleted.
        case expire
        /// The image is to be moved to the archive.
        case transition

        /// The verdict of a rule that takes the image.
        public init(_ action: Rule.Action) {
            switch action {
            case .expire: self = .expire
            case .transition: self = .transition
            }
        }

        /// The action on the image; `nil` if it stays.
        public var action: Rule.Action? {
            switch self {
            case .keep, .protect: nil
            case .expire: .expire
            case .transition: .transition
            }
        }
    }

    // This order keeps a decision at 32 bytes; there is one for each image.

    /// The reason for the verdict.
    public var reason: Reason
    /// The verdict on the image.
    public var verdict: Verdict
    /// The priority of the rule that decided; `Int.min` means none.
    private var priority: Int

    /// Creates a decision.
    public init(_ verdict: Verdict, rule: Int? = nil, reason: Reason) {
        self.verdict = verdict
        self.reason = reason
        priority = rule ?? .min
    }

    /// The priority of the rule that decided, if a rule did.
    public var rule: Int? {
        get { priority == .min ? nil : priority }
        set { priority = newValue ?? .min }
    }

    /// The reason as a sentence.
    public var sentence: String { reason.sentence(for: verdict) }

    /// Whether the image is to be deleted or archived.
    public var isSelected: Bool { verdict.action != nil }

    /// Whether another decision acts in the same way by the same rule, whatever the reasons.
    package func actsLike(_ other: Decision) -> Bool {
        isSelected == other.isSelected && (!isSelected || (verdict == other.verdict && rule == other.rule))
    }

    /// Whether a selected image stays, since its use is unknown.
    public var isUsageUnknown: Bool {
        if case .usageUnknown = reason { true } else { false }
    }
}
