import AWSClient
import ECRClient
import Essentials
import Retention

extension RepositoryCleanup {
    /// Executes the plan as far as the run may; notes in the report what stood in the way.
    ///
    /// - Returns: the outcomes of selected images, by their positions.
    func execute(_ decisions: Decisions, _ report: inout RepositoryReport) async -> ImageOutcomeList {
        let outcomes = ImageOutcomes(count: decisions.assessment.images.count, progress: run.request.progress)
        let plan = Plan(decisions.assessment)
        noteObstacles(to: plan, of: decisions.assessment.images.count, &report)
        guard report.status == .succeeded else {
            let skip: ImageOutcome.Skip =
                report.status == .incomplete ? .ranOut(report.reason ?? "") : .blocked(report.reason ?? "")
            outcomes.set(.skipped(skip), of: decisions.assessment.selectedPositions)
            return outcomes.all
        }
        let affordable = affordable(of: plan, outcomes)
        guard !run.request.isDryRun else { return outcomes.all }
        let executor = Executor(
            of: affordable, in: report.name, registry: registry.client, deadline: run.request.deadline,
            logger: logger, system: run.system, manifests: decisions.manifests, outcomes: outcomes,
            usage: decisions.usage, resourceTags: decisions.resourceTags, semaphore: run.batches)
        await executor.carryOut()
        if executor.stopConditions.isRepositoryGone {
            report.vanish()
            let done = outcomes.all
            outcomes.set(
                .goneAlready, of: decisions.assessment.selectedPositions.filter { done[$0]?.isDone != true })
        }
        return outcomes.all
    }

    /// Notes why nothing at all may be executed: the clocks, or a limit of the policy.
    private func noteObstacles(to plan: Plan, of imageCount: Int, _ report: inout RepositoryReport) {
        guard report.status == .succeeded else { return }
        if let warning = clockWarning {
            // Every repository fails alike: all ages are in doubt.
            (report.status, report.reason) = (.failed, warning)
        } else if let obstacle = run.request.policy.limits.obstacle(to: plan.imageCount, of: imageCount) {
            report.block(obstacle)
        }
    }

    /// The families that the run's limit leaves room for.
    private func affordable(of plan: Plan, _ outcomes: ImageOutcomes) -> Plan {
        guard let maximum = run.request.effectiveMaximumImages else { return plan }
        var affordable = Plan(plan.assessment, levels: plan.levels, imageCount: max(0, min(maximum, plan.imageCount)))
        for family in plan.families.indices {
            let positions = plan.positions(ofFamily: family)
            // A family that is cut in two would leave manifests behind that belong to nothing.
            if run.budget.take(positions.count) {
                affordable.append(positions)
                continue
            }
            let skip: ImageOutcome.Skip =
                maximum > 0 && positions.count > maximum
                ? .familyOverLimit(size: positions.count, limit: maximum) : .beyondLimit(maximum)
            outcomes.set(.skipped(skip), of: positions.lazy.map(Int.init))
        }
        return affordable
    }

    /// The warning that the clocks are too far apart for any deletion; `nil` where they are not.
    private var clockWarning: String? {
        guard !run.request.isDryRun, isClockInDoubt, let offset = registry.client.observedClockOffset else {
            return nil
        }
        return ClockTolerance.warning(offset)
    }

    /// Whether this machine's clock and AWS's are so far apart that every age is in doubt.
    var isClockInDoubt: Bool {
        registry.client.observedClockOffset.map { abs($0) > ClockTolerance.maximumOffset } ?? false
    }
}
