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
        } catch let error as AWSError where error.code == .deadline {
            report.status = .incomplete
            report.reason = "time ran out before all of its images were listed"
            return report
        } catch is CancellationError {
            report.status = .incomplete
            report.reason = "the run was cancelled before all of its images were listed"
            return report
        } catch {
            report.status = .failed
            report.reason = "its images can't be listed: \(error)"
            return report
        }
        let decisions = Selection(rules: section.rules, at: surroundings.now()).decisions(for: images)
        let plan = Plan(images: images, decisions: decisions)
        let outcomes = await outcomes(of: plan, in: &report)
        report.add(images: images, decisions: decisions, outcomes: outcomes, request: request)
        request.logger.info(
            "repository done",
            metadata: [
                "repository": "\(report.name)", "status": "\(report.status.rawValue)",
                "scanned": "\(report.counts.scanned)", "selected": "\(report.counts.selected)",
                "deleted": "\(report.counts.deleted)",
            ])
        return report
    }

    /// Carries the plan out, as far as the run may, and notes in the report what stood in the way.
    private func outcomes(of plan: Plan, in report: inout RepositoryReport) async -> [ImageDigest: ImageOutcome] {
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        let selected = plan.steps.flatMap(\.images)
        if !request.isDryRun, let offset = registry.observedClockOffset,
            abs(offset) > CleanupService.tolerableClockOffset
        {
            let reason = CleanupService.clockWarning(offset)
            report.status = .blocked
            report.reason = reason
            for image in selected { outcomes[image.digest] = .skipped(.blocked(reason)) }
            return outcomes
        }
        let allowed = budget.take(selected.count)
        if allowed < selected.count {
            let reason = "the run's limit of \(request.maximumImages ?? 0) images was reached"
            for image in selected[allowed...] { outcomes[image.digest] = .skipped(.ranOut(reason)) }
        }
        guard !request.isDryRun else { return outcomes }
        for step in plan.prefix(allowed).steps {
            // One for each step: who may not archive may still delete.
            let executor = Executor(
                repository: report.name, registry: registry, request: request, surroundings: surroundings)
            outcomes.merge(await executor.carryOut(step.action, on: step.images)) { _, later in later }
        }
        return outcomes
    }
}
