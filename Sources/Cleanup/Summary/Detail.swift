/// How much a summary says about single images.
public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case none
    /// Those that were selected.
    case selected
    /// All of them.
    case all

    /// How many images of a repository the summary speaks of.
    func count(in assessment: Assessment) -> Int {
        switch self {
        case .none: 0
        case .selected: assessment.selectedCount
        case .all: assessment.images.count
        }
    }

    /// Whether an image is among those that the summary speaks of.
    func includes(_ report: ImageReport) -> Bool {
        switch self {
        case .none: false
        case .selected: report.decision.isSelected
        case .all: true
        }
    }
}
