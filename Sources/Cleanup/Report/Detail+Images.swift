import Retention

extension Detail {
    /// The number of a repository's images that the summary reports.
    func count(in assessment: Assessment) -> Int {
        switch self {
        case .none: 0
        case .selected: assessment.decisions.count { $0.isSelected || $0.isUsageUnknown }
        case .all: assessment.images.count
        }
    }

    /// Whether the summary reports an image.
    func includes(_ report: ImageReport) -> Bool {
        switch self {
        case .none: false
        case .selected: report.decision.isSelected || report.decision.isUsageUnknown
        case .all: true
        }
    }
}
