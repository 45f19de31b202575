/// What happened in one registry.
struct TargetReport: Sendable {
    /// What it is called.
    let name: String
    /// The registry's repositories, in order of their names.
    var repositories: [RepositoryReport] = []
    /// What was asked about uses.
    var sources: [SourceReport] = []
    /// What a person should know.
    var warnings: [String] = []
    /// How the registry as a whole went, where it did not succeed.
    private(set) var status: RepositoryReport.Status?
    /// Why.
    private(set) var reason: String?

    init(name: String) {
        self.name = name
    }

    /// Notes what kept the repositories from being listed.
    mutating func fail(_ status: RepositoryReport.Status, _ reason: String) {
        (self.status, self.reason) = (status, reason)
    }
}

extension Summary {
    /// Takes over what happened in the registries, and derives the run's status from it.
    mutating func add(_ reports: [TargetReport]) {
        for report in reports {
            // One registry's list is taken as it is: of thousands of reports there need not be two.
            if repositories.isEmpty { repositories = report.repositories } else { repositories += report.repositories }
            for warning in report.warnings where !warnings.contains(warning) { warnings.append(warning) }
            for source in report.sources { add(source) }
        }
        registryStatuses = reports.compactMap(\.status)
        settle(repositories.map(\.status) + registryStatuses)
        let failures = reports.compactMap { report in report.reason.map { (report.name, $0) } }
        if reports.count == 1 {
            reason = failures.first?.1
        } else if !failures.isEmpty {
            reason = failures.map { "\($0): \($1)" }.joined(separator: "; ")
        }
    }

    /// Several registries may ask the same sources, each in its own places.
    private mutating func add(_ source: SourceReport) {
        guard let position = sources.firstIndex(where: { $0.name == source.name }) else {
            sources.append(source)
            return
        }
        sources[position].images += source.images
        sources[position].reason = sources[position].reason ?? source.reason
        let statuses = [sources[position].status, source.status]
        sources[position].status = statuses.contains(.failed) ? .failed : statuses.contains(.ok) ? .ok : .notNeeded
    }
}
