import AWSClient
import ECRClient
import Essentials
import ImageModel
import Logging
import Retention

/// Carries out the plan for a repository's images.
///
/// Families are processed in batches. Just before each batch, its images are read again. A changed image is skipped,
/// together with the indexes that hold it and the images that belong to it. An image is acted on only after all of its
/// parents. Nothing is thrown: each image of the plan gets an outcome.
///
/// An interrupted batch, for example at the deadline, may leave the children of a deleted index. They are then
/// independent images, and the next run judges them as such.
struct Executor: Sendable {
    /// The maximum number of a run's batches in progress at once.
    ///
    /// ECR's limits may allow fewer. A batch waits for its permit before it is read again, so that its deletion follows
    /// soon after.
    static let width = 32
    /// The maximum per repository if images belong together.
    ///
    /// Each batch in progress may be left half done when a run is interrupted.
    static let familyWidth = 4

    let repository: RepositoryName
    let registry: ECRClient
    let system: SystemContext
    let logger: Logger
    let stopConditions: StopConditions
    let recheck: Recheck
    private let manifests: IndexManifests
    let usage: UsageCheck?
    let resourceTags: ResourceTagCheck?
    let newest: NewestRecheck
    let newIndexes: NewIndexCheck
    private let outcomes: ImageOutcomes
    let plan: Plan
    private let semaphore: AsyncSemaphore

    /// Creates an executor for one plan.
    ///
    /// - Parameters:
    ///   - deadline: the time by which the run must end.
    ///   - logger: the logger of deletions and archivings; its lines name the repository.
    ///   - outcomes: receives the outcome of each image of the plan.
    ///   - usage: checks whether images came into use since the plan; `nil` if the policy does not ask.
    ///   - resourceTags: checks whether the repository's resource tags changed; `nil` if the policy does not ask.
    ///   - semaphore: limits the batches of the whole run that are in progress.
    init(
        of plan: Plan, in repository: RepositoryName, registry: ECRClient, deadline: Date?, logger: Logger,
        system: SystemContext, manifests: IndexManifests, outcomes: ImageOutcomes, usage: UsageCheck? = nil,
        resourceTags: ResourceTagCheck? = nil, semaphore: AsyncSemaphore = AsyncSemaphore(Executor.width)
    ) {
        self.plan = plan
        self.repository = repository
        self.registry = registry
        self.system = system
        self.logger = logger
        self.manifests = manifests
        self.outcomes = outcomes
        self.usage = usage
        self.resourceTags = resourceTags
        self.semaphore = semaphore
        stopConditions = StopConditions(
            deadline: deadline, system: system, clockOffset: { registry.observedClockOffset })
        recheck = Recheck(
            of: plan.assessment.images, at: repository, in: registry, stopConditions: stopConditions, system: system)
        newIndexes = NewIndexCheck(
            since: plan.assessment.images, at: repository, in: registry, stopConditions: stopConditions,
            system: system)
        newest = NewestRecheck(
            plan.assessment, at: repository, in: registry, recheck: recheck, newIndexes: newIndexes,
            stopConditions: stopConditions, system: system, outcomes: outcomes)
    }

    /// Carries out the whole plan.
    func carryOut() async {
        let width = plan.isOfSingleImages ? Self.width : Self.familyWidth
        _ = await plan.batches.concurrentMap(width: width) { await carryOut($0) }
    }

    /// Carries out one batch.
    func carryOut(_ families: [Plan.Family]) async {
        for (position, outcome) in await execute(families) { outcomes.set(outcome, of: position) }
    }

    /// Performs a batch's actions to the end, and returns the outcomes.
    private func execute(_ families: [Plan.Family]) async -> [Int: ImageOutcome] {
        var batch = BatchExecution(
            of: families, in: plan, manifestsReadAt: manifests.readAt, asksUsage: usage != nil)
        do {
            try await semaphore.wait()
        } catch {
            let outcome = ImageOutcome.skipped(.ranOut("the run was cancelled"))
            return batch.members.reduce(into: [:]) { $0[$1] = outcome }
        }
        defer { semaphore.signal() }
        var action = batch.next(.began, at: stopConditions.moment)
        while let event = await perform(action, in: batch) { action = batch.next(event, at: stopConditions.moment) }
        return batch.outcomes
    }
}
