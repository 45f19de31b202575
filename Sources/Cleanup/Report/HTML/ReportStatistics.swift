import Essentials
import ImageModel
import Retention

/// The numbers in the charts, counted image by image.
struct ReportStatistics: Sendable {
    /// A rule of one of the policies.
    struct RuleKey: Hashable, Sendable {
        let policy: String
        let priority: Int
    }

    /// A number of images and their bytes.
    struct Amount: Sendable {
        private(set) var count = 0
        private(set) var bytes: Int64 = 0

        mutating func add(bytes: Int64) {
            count += 1
            self.bytes.addUpToMaximum(bytes)
        }
    }

    /// The sums of each repository, by its number.
    private var repositories: [CategorySums] = []
    /// The sums of all repositories.
    private(set) var total = CategorySums()
    /// The sums of each range of ages.
    private(set) var ages = [CategorySums](repeating: CategorySums(), count: AgeRange.all.count)
    /// The images that each rule selected.
    private(set) var rules: [RuleKey: Amount] = [:]
    /// The images that each kind of veto protected, by its name.
    private(set) var vetoes: [String: Amount] = [:]

    private let now: Date

    /// Creates statistics without images.
    ///
    /// - Parameter now: the time that ages are counted to.
    init(now: Date) { self.now = now }

    /// Counts an image.
    ///
    /// - Parameter number: the number of the repository, counted from 0.
    mutating func add(_ row: ImageReport, _ category: ImageCategory, of report: RepositoryReport, number: Int) {
        let bytes = row.image.countedBytes
        while repositories.count <= number { repositories.append(CategorySums()) }
        repositories[number].add(category, bytes: bytes)
        total.add(category, bytes: bytes)
        let age = row.image.pushedAt.map { now.timeIntervalSince($0) / 86400 }
        ages[AgeRange.index(ofDays: age)].add(category, bytes: bytes)
        if row.decision.isSelected, let rule = row.decision.rule {
            rules[RuleKey(policy: report.policy, priority: rule), default: Amount()].add(bytes: bytes)
        }
        if case .protected(let veto, _) = row.decision.reason {
            vetoes[veto.name, default: Amount()].add(bytes: bytes)
        }
    }

    /// The sums of a repository; zero without a number.
    func sums(of number: Int?) -> CategorySums {
        guard let number, number < repositories.count else { return CategorySums() }
        return repositories[number]
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
