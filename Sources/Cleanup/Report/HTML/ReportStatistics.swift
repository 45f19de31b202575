import Essentials
import ImageModel
import Retention

/// The numbers in the charts, counted in one pass over the images.
struct ReportStatistics {
    /// A rule of one of the policies.
    struct RuleKey: Hashable {
        let policy: String
        let priority: Int
    }

    /// A number of images and their bytes.
    struct Amount {
        private(set) var count = 0
        private(set) var bytes: Int64 = 0

        mutating func add(bytes: Int64) {
            count += 1
            self.bytes.addUpToMaximum(bytes)
        }
    }

    /// The sums of each repository, in the summary's order.
    private(set) var repositories: [CategorySums] = []
    /// The sums of all repositories.
    private(set) var total = CategorySums()
    /// The sums of each range of ages.
    private(set) var ages = [CategorySums](repeating: CategorySums(), count: AgeRange.all.count)
    /// The images that each rule selected.
    private(set) var rules: [RuleKey: Amount] = [:]
    /// The images that each kind of veto protected, by its name.
    private(set) var vetoes: [String: Amount] = [:]

    init(of summary: Summary) {
        for report in summary.repositories {
            var sums = CategorySums()
            for row in report.images { add(row, of: report, to: &sums, now: summary.startedAt) }
            repositories.append(sums)
            total += sums
        }
    }

    private mutating func add(_ row: ImageReport, of report: RepositoryReport, to sums: inout CategorySums, now: Date) {
        let bytes = row.image.countedBytes
        let category = ImageCategory(of: row)
        sums.add(category, bytes: bytes)
        let age = row.image.pushedAt.map { now.timeIntervalSince($0) / 86400 }
        ages[AgeRange.index(ofDays: age)].add(category, bytes: bytes)
        if row.decision.isSelected, let rule = row.decision.rule {
            rules[RuleKey(policy: report.policy, priority: rule), default: Amount()].add(bytes: bytes)
        }
        if case .protected(let veto, _) = row.decision.reason {
            vetoes[veto.name, default: Amount()].add(bytes: bytes)
        }
    }
}

/// A range of ages since the push.
struct AgeRange: Sendable {
    /// The range in words.
    let label: String
    /// The upper bound of the range in days, exclusive.
    let end: Double

    static let all = [
        AgeRange(label: "under 1 day", end: 1), AgeRange(label: "1–7 days", end: 7),
        AgeRange(label: "7–14 days", end: 14), AgeRange(label: "14–30 days", end: 30),
        AgeRange(label: "30–60 days", end: 60), AgeRange(label: "60–90 days", end: 90),
        AgeRange(label: "90–180 days", end: 180), AgeRange(label: "180–365 days", end: 365),
        AgeRange(label: "1–2 years", end: 730), AgeRange(label: "over 2 years", end: .infinity),
        AgeRange(label: "unknown", end: .infinity),
    ]

    /// The position of an age's range in `all`.
    ///
    /// An age of `nil` is unknown.
    static func index(ofDays age: Double?) -> Int {
        guard let age else { return all.count - 1 }
        return all.firstIndex { age < $0.end } ?? all.count - 2
    }
}
