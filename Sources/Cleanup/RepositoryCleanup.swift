import AWSClient
import ECRClient
import ImageModel
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The work on one repository: read everything, decide, carry out, report.
struct RepositoryCleanup: Sendable {
    let request: CleanupRequest
    let registry: ECRClient
    let surroundings: Surroundings
    let section: Policy.Section
    let budget: ImageBudget

    /// Completes a report that knows the repository and nothing else yet.
    func run(_ empty: RepositoryReport) async -> RepositoryReport {
        var report = empty
        let images: [Image]
        do {
            images = try await Inventory(of: report.name, in: registry).images
        } catch {
            report.settle(after: error, doing: "its images were listed", failed: "its images can't be listed")
            return report
        }
        let findings = await findings(about: images, in: &report)
        let outcomes = await outcomes(of: findings, in: &report)
        report.add(findings.assessment, outcomes: outcomes, request: request)
        request.logger.info(
            "repository done",
            metadata: [
                "repository": "\(report.name)", "status": "\(report.status.rawValue)",
                "scanned": "\(report.counts.scanned)", "selected": "\(report.counts.selected)",
                "deleted": "\(report.counts.deleted)",
            ])
        return report
    }

    /// What is known about a repository when its decisions are made.
    private struct Findings {
        var assessment: Assessment
        var manifests = IndexManifests()
    }

    /// Decides about the images; notes in the report what keeps the decisions from being final.
    ///
    /// Manifests are read only where something would be selected: reading them moves pull times.
    private func findings(about images: [Image], in report: inout RepositoryReport) async -> Findings {
        let selection = Selection(
            section: section, protection: request.policy.protection(in: section), at: surroundings.now())
        let preliminary = selection.assessment(of: images, manifests: nil)
        guard preliminary.selectedCount > 0 else { return Findings(assessment: preliminary) }
        let looksAtPulls = request.policy.looksAtPulls(in: section)
        if registry.kind == .publicRegistry, looksAtPulls {
            report.block("the policy looks at pull times, which Amazon ECR Public does not have")
            return Findings(assessment: preliminary)
        }
        // Noted before the call: one whose answer never comes may have taken effect.
        report.pullTimesMayHaveMoved = looksAtPulls && images.contains(where: IndexManifestReader.reads)
        do {
            let manifests = try await IndexManifestReader(registry: registry, surroundings: surroundings)
                .manifests(of: images, in: report.name)
            return Findings(
                assessment: selection.assessment(of: images, manifests: manifests), manifests: manifests)
        } catch let error as UnreadableIndex {
            report.block("\(error)")
        } catch let error as AWSError where error.code != .deadline {
            report.block("the manifests of its indexes can't be read: \(error)")
        } catch {
            report.settle(
                after: error, doing: "the manifests of its indexes were read",
                failed: "the manifests of its indexes can't be read")
        }
        return Findings(assessment: preliminary)
    }

    /// Carries the plan out, as far as the run may, and notes in the report what stood in the way.
    private func outcomes(
        of findings: Findings, in report: inout RepositoryReport
    ) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        var plan = Plan(findings.assessment)
        if report.status == .succeeded, let obstacle = obstacle(to: plan, among: findings.assessment.images.count) {
            report.block(obstacle)
        }
        guard report.status == .succeeded else {
            let skip: ImageOutcome.Skip =
                report.status == .blocked ? .blocked(report.reason ?? "") : .ranOut(report.reason ?? "")
            outcomes.set(.skipped(skip), of: plan.families.flatMap(\.members))
            return outcomes
        }
        let families = plan.families
        plan.families = []
        for family in families {
            // One that is cut in two would leave manifests behind that belong to nothing.
            if budget.take(family.members.count) {
                plan.families.append(family)
                continue
            }
            let reason = "the run's limit of \(request.effectiveMaximumImages ?? 0) images leaves no room for it"
            outcomes.set(.skipped(.ranOut(reason)), of: family.members)
        }
        guard !request.isDryRun else { return outcomes }
        let executor = Executor(
            repository: report.name, registry: registry, request: request, surroundings: surroundings,
            manifests: findings.manifests)
        outcomes.add(await executor.carryOut(plan))
        return outcomes
    }

    /// What keeps the whole repository from being cleaned.
    private func obstacle(to plan: Plan, among scanned: Int) -> String? {
        if !request.isDryRun, let offset = registry.observedClockOffset,
            abs(offset) > CleanupService.tolerableClockOffset
        {
            return CleanupService.clockWarning(offset)
        }
        return request.policy.limits.obstacle(to: plan.images.count, of: scanned)
    }
}

extension RepositoryReport {
    /// Notes what keeps anything from being deleted.
    fileprivate mutating func block(_ reason: String) {
        (status, self.reason) = (.blocked, reason)
    }

    /// Notes an error that ended the work before anything was decided.
    fileprivate mutating func settle(after error: any Error, doing what: String, failed: String) {
        switch error {
        case let error as AWSError where error.code == .deadline:
            (status, reason) = (.incomplete, "time ran out while \(what)")
        case is CancellationError:
            (status, reason) = (.incomplete, "the run was cancelled while \(what)")
        default:
            (status, reason) = (.failed, "\(failed): \(error)")
        }
    }
}
