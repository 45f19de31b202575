public import AWSClient
public import ECRClient
import ImageModel
import Logging
public import STSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Cleans a registry by a policy, and says what it did.
///
/// One repository's failure never hides another's: each has its own report, and nothing is thrown.
public struct CleanupService: Sendable {
    /// How far apart AWS's clock and the machine's may be, in seconds, before every age is in doubt.
    static let tolerableClockOffset = 5.0 * 60

    let registry: ECRClient
    let region: Region
    let sts: STSClient?
    let surroundings: Surroundings

    /// How many repositories are worked on at once.
    let width: Int

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - registry: the registry's client.
    ///   - region: the registry's region.
    ///   - sts: tells who calls; without it, that is not known.
    ///   - surroundings: the clock that ages are reckoned by.
    ///   - width: how many repositories are worked on at once.
    public init(
        registry: ECRClient, region: Region, sts: STSClient? = nil, surroundings: Surroundings = .live, width: Int = 8
    ) {
        self.registry = registry
        self.region = region
        self.sts = sts
        self.surroundings = surroundings
        self.width = max(1, width)
    }

    /// Does once, before the first event, what is slow the first time.
    public func warmUp() async {
        await registry.warmUp()
    }

    /// Carries out one run.
    public func run(_ request: CleanupRequest) async -> Summary {
        let startedAt = surroundings.now()
        let statistics = CallStatistics()
        let scope = CallScope(deadline: request.deadline, statistics: statistics, logger: request.logger)
        let registry = registry.scoped(to: scope)
        var summary = Summary(
            isDryRun: request.isDryRun, trigger: request.trigger, requestID: request.requestID, startedAt: startedAt)

        do {
            let repositories = try await repositories(for: request, in: registry)
            if repositories.isEmpty, !request.narrowing.isEmpty {
                summary.warnings.append(Self.noMatchWarning(for: request))
            }
            switch request.action {
            case .listRepositories:
                summary.repositories = repositories.map { emptyReport(of: $0.repository, section: $0.section) }
            case .clean:
                let budget = ImageBudget(request.effectiveMaximumImages)
                summary.repositories = await repositories.concurrentMap(width: width) { repository, section in
                    await RepositoryCleanup(
                        request: request, registry: registry, surroundings: surroundings, section: section,
                        budget: budget
                    ).run(emptyReport(of: repository, section: section))
                }
            }
            summary.settle()
        } catch let error as AWSError where error.code == .deadline {
            summary.status = .incomplete
            summary.reason = "time ran out while the repositories were listed"
        } catch is CancellationError {
            summary.status = .incomplete
            summary.reason = "the run was cancelled while the repositories were listed"
        } catch {
            summary.status = .failed
            summary.reason = "the repositories can't be listed: \(error)"
        }
        if let offset = registry.observedClockOffset, abs(offset) > Self.tolerableClockOffset {
            summary.warnings.append(Self.clockWarning(offset))
        }
        if summary.repositories.contains(where: \.pullTimesMayHaveMoved) {
            summary.warnings += [await pullTimeWarning(until: request.deadline, in: scope)].compactMap(\.self)
        }
        summary.duration = surroundings.now().timeIntervalSince(startedAt)
        summary.calls = statistics.snapshot
        return summary
    }

    /// What to say of the pull times that the run may have moved; nothing is called behind the deadline.
    private func pullTimeWarning(until deadline: Date?, in scope: CallScope) async -> String? {
        if let deadline, deadline <= surroundings.now() {
            return PullTimeCheck.doubt(about: nil, because: "time ran out")
        }
        return await PullTimeCheck(registry: registry.scoped(to: scope), region: region, sts: sts?.scoped(to: scope))
            .warning()
    }

    /// The repositories that a run is about, each with the part of the policy that applies to it, in order of their
    /// names.
    private func repositories(
        for request: CleanupRequest, in registry: ECRClient
    ) async throws -> [(repository: Repository, section: Policy.Section)] {
        var listed: [Repository]
        if let name = request.narrowing.compactMap(\.onlyName).first {
            do {
                listed = [try await registry.describeRepository(name)]
            } catch let error as AWSError where error.code == "RepositoryNotFoundException" {
                listed = []
            }
        } else {
            listed = try await registry.describeRepositories().all()
        }
        listed.sort { $0.name < $1.name }
        // A listing that changes while it is read may show a repository twice.
        var seen: Set<RepositoryName> = []
        return listed.compactMap { repository in
            guard seen.insert(repository.name).inserted,
                request.narrowing.allSatisfy({ $0.match(repository.name) }),
                request.registryID == nil || request.registryID == repository.registryID,
                let section = request.policy.section(for: repository.name)
            else { return nil }
            return (repository, section)
        }
    }

    private func emptyReport(of repository: Repository, section: Policy.Section) -> RepositoryReport {
        RepositoryReport(
            registryID: repository.registryID, region: region.code, name: repository.name, policy: section.name)
    }

    private static func noMatchWarning(for request: CleanupRequest) -> String {
        guard !request.narrowing.contains(where: \.texts.isEmpty) else {
            return "the list of repositories is empty, so that it means none"
        }
        let patterns = request.narrowing.map { $0.texts.joined(separator: ", ") }.joined(separator: " and ")
        guard let registryID = request.registryID else { return "no repository matches \(patterns)" }
        return "the registry \(registryID) has no repository that matches \(patterns)"
    }

    static func clockWarning(_ offset: Double) -> String {
        let minutes = Int(abs(offset) / 60)
        let direction = offset > 0 ? "behind" : "ahead of"
        return "the machine's clock is \(minutes) minutes \(direction) AWS's: every age is in doubt. Set it right"
    }
}
