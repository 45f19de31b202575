import AWSClient
import ECRClient
import Essentials
import ImageModel
import Logging
import Retention

/// Carries out what was planned for the images of a repository.
///
/// Families go in batches. Just before each its images are read again, and one that is no longer what the decision was
/// made about is left, with the index that holds it and what belongs to it. Then parents come first, and nothing is done
/// to an image before it is done to all of its parents. Nothing is thrown: each image of the plan gets an outcome.
///
/// A batch that is cut, as by the deadline, may leave the children of an index that is gone. They are images of their
/// own then, and the next run judges them as such.
struct Executor: Sendable {
    /// How many batches of a run are on their way at once, as far as ECR lets so many calls through.
    ///
    /// A batch is read again only when it has its place among them, so that its deletion follows soon after.
    static let width = 32
    /// How many where images belong together: each batch that is on its way when a run is cut may be left half done.
    static let familyWidth = 4

    let repository: RepositoryName
    let registry: ECRClient
    let system: SystemContext
    let logger: Logger
    let stopConditions: StopConditions
    let recheck: Recheck
    private let manifests: IndexManifests
    let usage: UsageCheck?
    let newest: NewestRecheck
    let newIndexes: NewIndexCheck
    private let outcomes: ImageOutcomes
    let plan: Plan
    private let semaphore: AsyncSemaphore

    /// Creates an executor for one plan.
    ///
    /// - Parameters:
    ///   - deadline: when the run must have ended.
    ///   - logger: told of each deletion; its lines name the repository.
    ///   - outcomes: is told what became of each image of the plan.
    ///   - usage: tells what has come into use since the plan was made; `nil` where the policy does not ask.
    ///   - semaphore: a permit for each batch of the whole run that is on its way.
    init(
        of plan: Plan, in repository: RepositoryName, registry: ECRClient, deadline: Date?, logger: Logger,
        system: SystemContext, manifests: IndexManifests, outcomes: ImageOutcomes, usage: UsageCheck? = nil,
        semaphore: AsyncSemaphore = AsyncSemaphore(Executor.width)
    ) {
        self.plan = plan
        self.repository = repository
        self.registry = registry
        self.system = system
        self.logger = logger
        self.manifests = manifests
        self.outcomes = outcomes
        self.usage = usage
        self.semaphore = semaphore
        stopConditions = StopConditions(
            deadline: deadline, system: system, clockOffset: { registry.observedClockOffset })
        recheck = Recheck(at: repository, in: registry, stopConditions: stopConditions)
        newIndexes = NewIndexCheck(
            since: plan.assessment.images, at: repository, in: registry, stopConditions: stopConditions,
            system: system)
        newest = NewestRecheck(
            plan.assessment, at: repository, in: registry, recheck: recheck, stopConditions: stopConditions,
            system: system, outcomes: outcomes)
    }

    /// Deletes and archives.
    func carryOut() async {
        let width = plan.isOfSingleImages ? Self.width : Self.familyWidth
        _ = await plan.batches.concurrentMap(width: width) { await carryOut($0) }
    }

    /// Carries a batch out.
    func carryOut(_ families: [Plan.Family]) async {
        for (position, outcome) in await execute(families) { outcomes.set(outcome, of: position) }
    }

    /// Does what comes next about a batch, until nothing does.
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
        while let event = await perform(action) { action = batch.next(event, at: stopConditions.moment) }
        return batch.outcomes
    }
}
