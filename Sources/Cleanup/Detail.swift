import Retention

/// How much a summary says about single images.
public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case none
    /// Those that were selected, or would be if their use were known.
    case selected
    /// All of them.
    case all

    /// How many images of a repository the summary speaks of.
    func count(in assessment: Assessment) -> Int {
        switch self {
        case .none: 0
        case .selected: assessment.decisions.count { $0.isSelected || $0.isUsageUnknown }
        case .all: assessment.images.count
        }
    }

    /// Whether an image is among those that the summary speaks of.
    func includes(_ report: ImageReport) -> Bool {
        switch self {
        case .none: false
        case .selected: report.decision.isSelected || report.decision.isUsageUnknown
        case .all: true
        }
    }
}
