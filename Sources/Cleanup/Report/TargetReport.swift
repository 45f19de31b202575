import ImageModel

/// The result of a run in one registry.
struct TargetReport: Sendable {
    /// The registry's name in reports.
    let name: String
    /// The registry's repositories, in order of their names.
    var repositories: [RepositoryReport] = []
    /// The results of the sources of usage.
    var sources: [SourceReport] = []
    /// The images in use that their repositories do not have.
    var missing: [MissingImage] = []
    /// The reasons for which more images may be missing.
    var missingUnknown: [String] = []
    /// The advice about the registry.
    var advice: [Advice] = []
    /// The repositories that the run is narrowed to and that no policy applies to; empty if it is not narrowed.
    var withoutPolicy: [RepositoryName] = []
    /// The warnings for the user.
    var warnings: [String] = []
    /// The status of the whole registry, if it did not succeed.
    private(set) var status: RepositoryReport.Status?
    /// The reason for the status.
    private(set) var reason: String?

    init(name: String) {
        self.name = name
    }

    /// Notes a failure of the registry as a whole.
    mutating func fail(_ status: RepositoryReport.Status, _ reason: String) {
        (self.status, self.reason) = (status, reason)
    }
}

extension Summary {
    /// Adds the reports of registries, and derives the run's status.
    mutating func add(_ reports: [TargetReport]) {
        for report in reports {
            // The first list is taken without a copy, since there may be thousands of reports.
            if repositories.isEmpty { repositories = report.repositories } else { repositories += report.repositories }
            for warning in report.warnings where !warnings.contains(warning) { warnings.append(warning) }
            for source in report.sources { add(source) }
            add(report.advice)
        }
        missing = Set(reports.flatMap(\.missing)).sorted()
        missingUnknown = Set(reports.flatMap(\.missingUnknown)).sorted()
        registryStatuses = reports.compactMap(\.status)
        settle(repositories.map(\.status) + registryStatuses)
        let failures = reports.compactMap { report in report.reason.map { (report.name, $0) } }
        if reports.count == 1 {
            reason = failures.first?.1
        } else if !failures.isEmpty {
            reason = failures.map { "\($0): \($1)" }.joined(separator: "; ")
        }
    }

    /// Adds the report of a source to an earlier report of it.
    ///
    /// Several registries may ask the same source, each in other accounts and regions.
    private mutating func add(_ source: SourceReport) {
        guard let position = sources.firstIndex(where: { $0.name == source.name }) else {
            sources.append(source)
            return
        }
        sources[position].images += source.images
        sources[position].reason = sources[position].reason ?? source.reason
        sources[position].status = .worse(sources[position].status, source.status)
    }
}
