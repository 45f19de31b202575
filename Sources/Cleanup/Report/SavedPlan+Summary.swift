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
            version: summary.version, createdAt: summary.startedAt, policy: policy,
            repositories: summary.repositories.compactMap { report in
                var images: [ImageDigest: PlannedImage] = [:]
                for row in report.images where row.outcome == .wouldDelete || row.outcome == .wouldArchive {
                    images[row.image.digest] = PlannedImage(row)
                }
                guard !images.isEmpty else { return nil }
                return PlannedRepository(
                    registryID: report.registryID, region: report.region, name: report.name, isPublic: report.isPublic,
                    images: images)
            })
        let reads = summary.calls.calls.contains { $0.key.hasSuffix("BatchGetImage") && $0.value > 0 }
        manifestsReadUntil = reads ? summary.startedAt.addingTimeInterval(summary.duration) : nil
    }

    /// The images of one repository, if the plan names it.
    func images(of report: RepositoryReport) -> [ImageDigest: PlannedImage]? {
        repositories.first { $0.isOf(report) }?.images
    }

    /// The comparison of the whole plan with a run limited to it.
    func comparison(with summary: Summary) -> PlanComparison {
        var sum = summary.repositories.reduce(into: PlanComparison()) { $0 += $1.plan ?? PlanComparison() }
        for planned in repositories {
            let report = summary.repositories.first(where: planned.isOf)
            guard report?.plan == nil else { continue }
            sum.named += planned.images.count
            // A repository that is in no listing is gone with its images, if every registry was listed.
            if report == nil, summary.registryStatuses.isEmpty { sum.gone += planned.images.count }
        }
        return sum
    }
}

extension SavedPlan.PlannedImage {
    init(_ row: ImageReport) {
        self.init(
            tags: row.image.tags.map(\.description).sorted(), pushedAt: row.image.pushedAt?.iso8601,
            lastPulledAt: row.image.lastPulledAt?.iso8601, bytes: row.image.countedBytes,
            action: row.outcome == .wouldArchive ? .transition : .expire, rule: row.decision.rule,
            reason: row.decision.sentence)
    }
}

extension SavedPlan.PlannedRepository {
    /// Whether a report is of this repository.
    func isOf(_ report: RepositoryReport) -> Bool {
        (registryID, region, name, isPublic) == (report.registryID, report.region, report.name, report.isPublic)
    }
}
