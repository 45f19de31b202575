/// The runs after which a message is sent.
public enum NotificationOccasion: String, Sendable, Hashable, CaseIterable {
    /// No message is sent.
    case never
    /// Only runs that did not succeed, or that found images in use but gone.
    case problems
    /// Also runs in which images went, or in a dry run would go, or were announced.
    case changes
    /// Every run that applied a policy.
    case always

    /// Whether a message is due after a run.
    public func includes(_ summary: Summary) -> Bool {
        let hasProblems = summary.status != .succeeded || !summary.missing.isEmpty
        // Without an action, the run ended before it began: only a failure is news.
        guard summary.action == .clean else { return hasProblems && self != .never && summary.action == nil }
        return switch self {
        case .never: false
        case .problems: hasProblems
        case .changes: hasProblems || summary.totals.goes > 0 || summary.announcedCount > 0
        case .always: true
        }
    }
}
