public import AWSClient
import ECRClient
import Essentials
import Formats
import ImageModel
import Logging
import Retention

/// Cleans registries by a policy, and reports the results.
///
/// One repository's failure never hides another's: each has its own report, and no error is thrown.
public struct CleanupService: Sendable {
    let clientFactory: any ClientFactory
    let system: SystemContext

    /// The number of repositories of a registry in work at once.
    let width: Int

    /// The number of registries in work at once.
    static let targetWidth = 4

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - clientFactory: makes the clients of the registries that a policy names.
    ///   - system: the clock that ages are computed by.
    ///   - width: the number of repositories of a registry in work at once.
    public init(clientFactory: any ClientFactory, system: SystemContext = .live, width: Int = 20) {
        self.clientFactory = clientFactory
        self.system = system
        self.width = max(1, width)
    }

    /// Does the slow first-time work before the first event.
    public func warmUp() async {
        // The runs report why the caller's own registry can't be reached.
        guard let clients = try? clientFactory.clients(to: .own, sources: []) else { return }
        await clients.registry.warmUp()
    }

    /// Carries out one run.
    ///
    /// - Parameter reports: gets the images of each repository; `nil` if no reports are wanted.
    public func run(_ request: CleanupRequest, reports: RunReportWriter? = nil) async -> Summary {
        let startedAt = system.now()
        let context = context(of: request, startedAt: startedAt, reports: reports)
        let targets = request.policy.targets.map { TargetCleanup(run: context, target: $0, width: width) }
        let listings = await Self.listings(of: targets)
        let targetReports = await Self.reports(of: targets, listings)
        var summary = summary(of: targetReports, request, startedAt: startedAt)
        if request.action == .listRepositories {
            summary.registries = listings.enumerated().compactMap { $1.registry(at: $0) }
        }
        summary.warnings += warnings(after: summary, request, context.coverage.all)
        summary.duration = system.now().timeIntervalSince(startedAt)
        summary.calls = context.calls.statistics.snapshot
        return summary
    }

    /// The context of a run that begins.
    ///
    /// - Parameter reports: gets the images of each repository; `nil` if no reports are wanted.
    func context(of request: CleanupRequest, startedAt: Date, reports: RunReportWriter? = nil) -> RunContext {
        RunContext(
            request, startedAt: startedAt, clientFactory: clientFactory,
            statistics: request.progress?.statistics ?? CallStatistics(), system: system, reports: reports)
    }

    /// Lists each registry, and finds those that several targets name.
    static func listings(of targets: [TargetCleanup]) async -> [TargetListing.Merged] {
        TargetListing.merging(await targets.concurrentMap(width: targetWidth) { await $0.list() })
    }

    /// Cleans each registry once, even if several targets name it.
    private static func reports(of targets: [TargetCleanup], _ listings: [TargetListing.Merged]) async -> [TargetReport]
    {
        await Array(targets.indices).concurrentMap(width: targetWidth) { position in
            await targets[position].clean(listings[position].listing, usedFrom: listings[position].usageAccess)
        }
    }

    private func summary(of reports: [TargetReport], _ request: CleanupRequest, startedAt: Date) -> Summary {
        var summary = Summary(
            isDryRun: request.isDryRun, trigger: request.trigger, requestID: request.requestID, startedAt: startedAt)
        summary.action = request.action
        summary.maximumImages = request.effectiveMaximumImages
        summary.isAudit = request.audits && request.action == .clean
        summary.policyIdentity = request.policyIdentity
        summary.announcement = request.announcement?.report(of: request.planScope, startedAt: startedAt)
        summary.policies = PolicyDescription.all(in: request)
        summary.add(reports)
        (summary.planOrigin, summary.planScope) = (request.planOrigin, request.planScope)
        summary.plan = request.plan.map { $0.comparison(with: summary, narrowing: request.narrowing) }
        if summary.repositories.isEmpty, summary.reason == nil, !request.narrowing.isEmpty,
            request.plan?.repositories.isEmpty != true
        {
            let withoutPolicy = reports.flatMap(\.withoutPolicy)
            summary.warnings.insert(Self.noMatchWarning(for: request, withoutPolicy), at: 0)
        }
        return summary
    }

    /// The most repositories that a warning names.
    private static let maximumNames = 3

    private func warnings(after summary: Summary, _ request: CleanupRequest, _ coverage: PolicyCoverage) -> [String] {
        guard request.action == .clean else { return coverage.nameWarnings }
        return coverage.nameWarnings + coverage.imageWarnings + coverage.clusterWarnings
            + [
                request.announcement?.obstacle,
                summary.missingWarning, summary.missingUnknownWarning, summary.emptiedWarning,
                summary.familyLimitWarning,
            ].compactMap(\.self)
            + request.policy.inUseWarnings + request.policy.usageFromWarnings
    }

    /// The warning of a narrowed run that reaches no repository.
    ///
    /// - Parameter withoutPolicy: the repositories that no policy applies to.
    private static func noMatchWarning(for request: CleanupRequest, _ withoutPolicy: [RepositoryName]) -> String {
        guard withoutPolicy.isEmpty else {
            let names = Set(withoutPolicy.map(\.description)).sorted().listed(upTo: maximumNames)
            return "no policy applies to \(names), so that nothing is done there"
        }
        guard !request.narrowing.contains(where: \.texts.isEmpty) else {
            return "the list of repositories is empty, so that it means none"
        }
        let patterns = request.narrowing.map { $0.texts.joined(separator: ", ") }.joined(separator: " and ")
        guard let registryID = request.registryID else { return "no repository matches \(patterns)" }
        return "the registry \(registryID) has no repository that matches \(patterns), or is no target of the run"
    }
}
