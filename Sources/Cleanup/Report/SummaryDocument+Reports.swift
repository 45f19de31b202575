/// The members of a summary's `plan` that are read.
struct PlanComparisonDocument: Decodable {
    let address: String?
    let checksum: String?
    let named: Int
    let selected: Int
    let noLongerSelected: Int
    let gone: Int
    let notInPlan: Int

    var comparison: PlanComparison {
        var comparison = PlanComparison()
        (comparison.named, comparison.selected, comparison.gone) = (named, selected, gone)
        (comparison.noLongerSelected, comparison.notInPlan) = (noLongerSelected, notInPlan)
        return comparison
    }

    var origin: PlanOrigin? {
        guard let address, let checksum else { return nil }
        return PlanOrigin(address: address, checksum: checksum)
    }
}

/// The members of a summary's `announcement` that are read.
struct AnnouncementDocument: Decodable {
    let days: Int
    let plan: String?
    let goesFrom: String?

    var report: Announcement.Report { Announcement.Report(days: days, address: plan, goesFrom: goesFrom) }
}

/// The members of a summary's `reports` that are read.
struct WrittenReportsDocument: Decodable {
    struct Plan: Decodable {
        let name: String
        let checksum: String
        let images: Int
    }

    let prefix: String
    let objects: [String]?
    let plans: [Plan]?
    let failure: String?

    var reports: WrittenReports {
        var reports = WrittenReports(prefix: prefix)
        (reports.names, reports.failure) = (objects ?? [], failure)
        reports.plans = (plans ?? []).map { .init(name: $0.name, checksum: $0.checksum, imageCount: $0.images) }
        return reports
    }
}
