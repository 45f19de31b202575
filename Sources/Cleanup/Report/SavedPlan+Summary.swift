import AWSClient
import Essentials
import Formats
import ImageModel
import Retention

extension SavedPlan {
    /// Creates the plan of a dry run.
    ///
    /// It names the images that the run would delete or archive, without those that a limit leaves to the next run.
    ///
    /// - Parameter summary: a dry run's summary, with a report of every selected image.
    public init(of summary: Summary, policy: PolicyIdentity) {
        self.init(
            version: summary.version, createdAt: summary.startedAt, scope: summary.planScope, policy: policy,
            repositories: summary.repositories.compactMap { report in
                var images: [ImageDigest: PlannedImage] = [:]
                for row in report.images where row.outcome == .wouldDelete || row.outcome == .wouldArchive {
                    if let image = PlannedImage(row) { images[row.image.digest] = image }
                }
                guard !images.isEmpty else { return nil }
                return PlannedRepository(
                    registryID: report.registryID, region: report.region, name: report.name, isPublic: report.isPublic,
                    images: images)
            })
        manifestsReadUntil = summary.manifestsReadUntil
    }

    /// Adds the repositories of another part of the same plan.
    ///
    /// The whole is as old as its oldest part.
    package mutating func merge(_ other: SavedPlan) {
        for repository in other.repositories {
            if let position = repositories.firstIndex(where: repository.isSame(as:)) {
                repositories[position].images.merge(repository.images) { first, _ in first }
            } else {
                repositories.append(repository)
            }
        }
        createdAt = min(createdAt, other.createdAt)
        manifestsReadUntil = [manifestsReadUntil, other.manifestsReadUntil].compactMap(\.self).max()
    }

    /// The images of one repository, if the plan names it.
    func images(of report: RepositoryReport) -> [ImageDigest: PlannedImage]? {
        repositories.first { $0.isOf(report) }?.images
    }

    /// The comparison of the whole plan with a run limited to it.
    ///
    /// - Parameter narrowing: the lists of repositories that the run is limited to. What lies outside was not looked at.
    func comparison(with summary: Summary, narrowing: [NamePatterns]) -> PlanComparison {
        var sum = summary.repositories.reduce(into: PlanComparison()) { $0 += $1.plan ?? PlanComparison() }
        for planned in repositories {
            let report = summary.repositories.first(where: planned.isOf)
            guard report?.plan == nil else { continue }
            sum.named += planned.images.count
            // A repository that is in no listing is gone with its images, if every registry was listed.
            let isListed = narrowing.allSatisfy { $0.match(planned.name) } && summary.registryStatuses.isEmpty
            if report == nil, isListed { sum.gone += planned.images.count }
        }
        return sum
    }
}

extension Summary {
    /// The time until which the run read manifests; `nil` if it read none.
    var manifestsReadUntil: Date? {
        let reads = calls.calls.contains { $0.key.hasSuffix("BatchGetImage") && $0.value > 0 }
        return reads ? startedAt.addingTimeInterval(duration) : nil
    }
}

extension ImageReport {
    /// Whether the plan of a run names the image.
    ///
    /// An image that only waits for its announcement is announced by standing in the plan. A run that deletes names
    /// what it was to delete, too, so that the next runs go on with what it left.
    func isPlanned(in report: RepositoryReport, isDryRun: Bool) -> Bool {
        guard report.isDecided else { return false }
        if unannouncedDecision != nil { return true }
        let isLeft = outcome == .skipped && (isDryRun || report.status == .blocked)
        return decision.isSelected && !isLeft
    }

    /// The decision that would stand if the image had been announced; `nil` if it does not wait for that.
    fileprivate var unannouncedDecision: Decision? {
        if case .protected(by: .notAnnounced(_, let decision), _) = decision.reason { decision } else { nil }
    }
}

extension SavedPlan.PlannedImage {
    /// Creates the entry of an image that the plan of a run names; `nil` if its decision is to keep it.
    init?(planned row: ImageReport) {
        var row = row
        row.decision = row.unannouncedDecision ?? row.decision
        self.init(row)
    }

    init?(_ row: ImageReport) {
        guard let action = row.decision.verdict.action else { return nil }
        self.init(
            tags: row.image.tags.map(\.description).sorted(), pushedAt: row.image.pushedAt?.iso8601,
            lastPulledAt: row.image.lastPulledAt?.iso8601, bytes: row.image.countedBytes,
            action: action, rule: row.decision.rule,
            reason: row.decision.sentence)
    }
}

extension SavedPlan.PlannedRepository {
    /// Whether another entry is of this repository.
    func isSame(as other: Self) -> Bool {
        (registryID, region, name, isPublic) == (other.registryID, other.region, other.name, other.isPublic)
    }

    /// Whether a report is of this repository.
    func isOf(_ report: RepositoryReport) -> Bool {
        (registryID, region, name, isPublic) == (report.registryID, report.region, report.name, report.isPublic)
    }
}
