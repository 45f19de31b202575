import Retention

extension Detail {
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
