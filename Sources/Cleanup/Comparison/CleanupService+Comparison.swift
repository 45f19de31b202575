import AWSClient
import ECRClient
import ImageModel
import Retention

/// The policy whose rules are compared with ECR's previews.
public enum ComparedPolicy: Sendable, Hashable {
    /// The request's policy.
    case configured
    /// The lifecycle policy that each repository has in ECR.
    case own
}

extension CleanupService {
    /// The number of repositories of a registry that are compared at once.
    private static let comparisonWidth = 8

    /// Compares this program's decisions with ECR's previews; changes nothing.
    ///
    /// - Parameter request: names the policy and the repositories.
    public func comparison(of policy: ComparedPolicy, _ request: CleanupRequest) async -> PolicyComparison {
        var listing = request
        if policy == .own { listing.policy = .ofAllRepositories }
        let original = listing.policy
        // Rules alone are compared, so that no source of usage is connected to.
        listing.policy.protection = .none
        for index in listing.policy.sections.indices { listing.policy.sections[index].protection = .none }
        let run = context(of: listing, startedAt: system.now())
        let parts: [ExpressiblePart?] = original.sections.map {
            policy == .own ? nil : ExpressiblePart(of: $0, protection: original.protection(in: $0))
        }
        let targets = original.targets.map { TargetCleanup(run: run, target: $0, width: width) }
        let found = await Self.listings(of: targets).map(\.listing).concurrentMap(width: Self.targetWidth) {
            await compare($0, by: parts, in: run)
        }
        var comparison = PolicyComparison(merging: found)
        if comparison.repositories.isEmpty, comparison.failures.isEmpty {
            let patterns = request.narrowing.flatMap(\.texts).joined(separator: ", ")
            comparison.warnings.append(
                patterns.isEmpty
                    ? "no repository is in reach of the policy" : "no repository of the policy matches \(patterns)")
        }
        return comparison
    }

    /// Compares the repositories of one registry.
    ///
    /// - Parameter parts: for each section of the policy, the part to compare; `nil` for the repositories' own policies.
    private func compare(
        _ listing: TargetListing, by parts: [ExpressiblePart?], in run: RunContext
    ) async -> PolicyComparison {
        var comparison = PolicyComparison()
        if let reason = listing.report.reason {
            comparison.failures.append(PolicyComparison.Failure(target: listing.report.name, reason: reason))
        }
        guard let clients = listing.clients, listing.report.status == nil else { return comparison }
        run.request.progress?.begin(repositories: listing.repositories.count)
        let registry = clients.registry.scoped(to: run.calls)
        let results = await listing.repositories.concurrentMap(width: min(width, Self.comparisonWidth)) { entry in
            defer { run.request.progress?.noteRepositoryDone() }
            let comparer = RepositoryComparer(
                run: run, registry: registry, region: clients.region, repository: entry.repository,
                configured: parts[entry.section])
            guard let obstacle = entry.obstacle else { return await comparer.compare() }
            return comparer.result(failedBecause: obstacle.reason)
        }
        comparison.repositories += results.map(\.comparison)
        guard results.contains(where: \.pullTimesMayHaveMoved) else { return comparison }
        let check = PullTimeCheck(
            registry: registry, region: clients.region, sts: clients.sts?.scoped(to: run.calls))
        if let warning = await check.warning() { comparison.warnings.append(warning) }
        return comparison
    }
}

extension RepositoryComparer {
    /// The result for a repository whose policy is not known.
    fileprivate func result(failedBecause reason: String) -> Result {
        var comparison = RepositoryComparison(
            registryID: repository.registryID, region: region.code, name: repository.name)
        comparison.fail(reason)
        return Result(comparison: comparison)
    }
}
