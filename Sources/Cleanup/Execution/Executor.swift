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
    /// How often an image is tried, each time after it was read again.
    static let rounds = 3

    let repository: RepositoryName
    let registry: ECRClient
    let system: SystemContext
    private let logger: Logger
    let stopConditions: StopConditions
    let recheck: Recheck
    private let manifests: IndexManifests
    private let usage: UsageCheck?
    private let newest: NewestRecheck
    let newIndexes: NewIndexCheck
    private let outcomes: ImageOutcomes
    private let plan: Plan
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
        _ = await plan.batches.concurrentMap(width: width) { batch in
            let done = await carryOut(batch)
            for member in batch.lazy.flatMap(\.members) {
                if let outcome = done[member.digest] { outcomes.set(outcome, of: member.position) }
            }
        }
    }

    private func carryOut(_ batch: [Plan.Family]) async -> [ImageDigest: ImageOutcome] {
        let members = batch.flatMap(\.members)
        var outcomes: [ImageDigest: ImageOutcome] = [:]
        do {
            try await semaphore.wait()
        } catch {
            outcomes.set(.skipped(.ranOut("the run was cancelled")), of: members)
            return outcomes
        }
        defer { semaphore.signal() }
        for member in members {
            guard let skip = stopConditions.skip(of: .init(member.action)) else { continue }
            outcomes[member.digest] = .skipped(skip)
        }
        guard outcomes.count < members.count else { return outcomes }
        // To find out what is in use may take a while, and the second look is to come last.
        await usage?.prepare()
        outcomes.add(await newest.outcomes(of: members.filter { outcomes[$0.digest] == nil }))
        guard outcomes.count < members.count else { return outcomes }
        var readings = LastReadings(startedAt: system.now())
        let observation = await recheck.observation(of: batch.flatMap(\.digests))
        for family in batch { outcomes.add(family.outcomes(after: observation, manifests: manifests)) }
        let levels = Dictionary(grouping: members, by: \.level)
        for (_, members) in levels.sorted(by: { $0.key < $1.key }) {
            for action in [Rule.Action.transition, .expire] {
                for part in due(action, on: members, &outcomes).batches(of: ECRClient.maximumBatchSize) {
                    await act(action, on: Array(part), of: batch, after: observation, &readings, into: &outcomes)
                }
            }
        }
        return outcomes
    }

    /// The images of a level whose turn it is; the others get an outcome that says why they are left.
    private func due(
        _ action: Rule.Action, on level: [Plan.Member], _ outcomes: inout [ImageDigest: ImageOutcome]
    ) -> [Plan.Member] {
        var due: [Plan.Member] = []
        for member in level where member.action == action && outcomes[member.digest] == nil {
            if let parent = member.parents.first(where: { outcomes[$0]?.isDone != true }) {
                outcomes[member.digest] = .skipped(outcomes[parent]?.skipOfAll ?? .parentLeft(parent))
            } else if let skip = stopConditions.skip(of: .init(action), completesParent: member.completesParent) {
                outcomes[member.digest] = .skipped(skip)
            } else {
                due.append(member)
            }
        }
        return due
    }

    /// Carries one action out on as many images as one call may name, and tries again what is worth it.
    private func act(
        _ action: Rule.Action, on part: [Plan.Member], of batch: [Plan.Family], after observation: Recheck.Observation,
        _ readings: inout LastReadings, into outcomes: inout [ImageDigest: ImageOutcome]
    ) async {
        var (seenAt, tries) = (readings.start(of: part), 0)
        // What came into use before an earlier part may be of this one.
        var open = part.filter { outcomes[$0.digest] == nil }
        while !open.isEmpty {
            let completesParent = open.contains(where: \.completesParent)
            let uses = await uses(of: batch, after: observation, before: open)
            outcomes.add(uses.outcomes.filter { outcomes[$0.key] == nil })
            open = open.filter { outcomes[$0.digest] == nil }
            // What came before this part may have taken its time, and so may the reading of what is in use.
            if !(seenAt.map { FreshnessWindow.span(from: $0).contains(system.now()) } ?? false) {
                outcomes.add(await newest.outcomes(of: open, isRetry: tries > 0))
                let startedAt = system.now()
                let changes = await changes(for: open, of: batch, after: outcomes, &readings)
                seenAt = startedAt
                outcomes.add(changes.filter { outcomes[$0.key] == nil })
                open = open.filter { outcomes[$0.digest] == nil }
            }
            let window = FreshnessWindow(
                from: seenAt ?? .distantPast, until: uses.goodUntil, completesParent: completesParent, system: system)
            readings.noteCall(about: open.count)
            let found = action == .expire ? await delete(open, while: window) : await archive(open, while: window)
            logger.record(found.settled, of: action)
            outcomes.add(found.settled)
            let left = open.filter { outcomes[$0.digest] == nil }
            // Archiving takes a call an image, and goes on as long as each reading gets something done.
            tries = action == .transition && left.count < open.count ? 0 : tries + 1
            if let skip = stopConditions.skip(of: .init(action), completesParent: completesParent) {
                for member in left {
                    let outcome = found.pending[member.digest]
                    outcomes[member.digest] = outcome?.isFailure == true ? outcome : .skipped(skip)
                }
            } else if tries >= Self.rounds || (found.pending.isEmpty && left.count == open.count) {
                for member in left { outcomes[member.digest] = found.pending[member.digest] ?? .skipped(.late) }
            } else if found.waitsForIndex {
                try? await system.sleep(.seconds(1))
            }
            open = open.filter { outcomes[$0.digest] == nil }
            seenAt = nil
        }
    }

    /// Finds out what has come into use, before each part of a batch: those before it may have taken their time.
    ///
    /// All of the batch is looked at, for what is in use keeps the indexes that hold it. What was begun is finished only
    /// where that is known, but a cancellation does not keep it from becoming known.
    ///
    /// - Returns: an outcome for each image that may no longer go, whether it is of the part or not; and until when what
    ///   is known is good, where anything is asked.
    private func uses(
        of batch: [Plan.Family], after observation: Recheck.Observation, before part: [Plan.Member]
    ) async -> (outcomes: [ImageDigest: ImageOutcome], goodUntil: Date?) {
        guard let usage, observation.failure == nil else { return ([:], nil) }
        var observation = observation
        var goodUntil: Date?
        do {
            let images = Array(observation.present.values)
            (observation.uses, goodUntil) =
                part.contains(where: \.completesParent)
                ? try await Task { try await usage.changes(of: images) }.value : try await usage.changes(of: images)
            guard !observation.uses.isEmpty else { return ([:], goodUntil) }
        } catch {
            observation.failure = .skipped(Self.skip(because: error))
        }
        return (batch.reduce(into: [:]) { $0.add($1.outcomes(after: observation, manifests: manifests)) }, goodUntil)
    }

    /// Why images are left of which it is not known whether they are in use.
    private static func skip(because error: any Error) -> ImageOutcome.Skip {
        let end = (error as? UnreadableUsage)?.error.interruption(while: "what is in use was read")
        return end.map { .ranOut($0) } ?? .blocked("\(error)")
    }

    /// Reads once more what a part depends on: itself, what it holds, and what it follows into the archive.
    ///
    /// A cancellation does not keep what was begun from being finished.
    ///
    /// - Returns: an outcome for each image of the part that is gone, is no longer as it was when it was planned, or
    ///   belongs to one that was brought back from the archive.
    private func changes(
        for part: [Plan.Member], of batch: [Plan.Family], after outcomes: [ImageDigest: ImageOutcome],
        _ readings: inout LastReadings
    ) async -> [ImageDigest: ImageOutcome] {
        let rests = batch.compactMap { $0.rest(with: part, after: outcomes, manifests: manifests) }
        let archived = Set(part.flatMap(\.parents)).filter { outcomes[$0] == .archived }
        let digests = rests.flatMap(\.digests) + archived.sorted()
        readings.note(digests, startedAt: system.now())
        let observation =
            part.contains(where: \.completesParent)
            ? await Task { await recheck.observation(of: digests) }.value : await recheck.observation(of: digests)
        let changes = rests.reduce(into: [:]) { $0.add($1.outcomes(after: observation, manifests: manifests)) }
        return part.reduce(into: [:]) { result, member in
            result[member.digest] =
                changes[member.digest]
                ?? member.parents.first { archived.contains($0) && observation.isBack($0) }
                .map { .skipped(.changed("what it belongs to, \($0), is not in the archive any more")) }
        }
    }
}

extension ImageOutcome {
    /// Why an image was left, where that is a reason to leave all that follow it, too.
    fileprivate var skipOfAll: Skip? {
        switch self {
        case .skipped(.ranOut(let reason)): .ranOut(reason)
        case .skipped(.pointless(let reason)): .pointless(reason)
        default: nil
        }
    }
}

extension Recheck.Observation {
    /// Whether an image that was archived is not known to be so any more.
    fileprivate func isBack(_ digest: ImageDigest) -> Bool {
        !gone.contains(digest) && present[digest]?.status != .archived
    }
}

extension Plan.Family {
    /// All that the decisions about the family depend on.
    fileprivate var digests: [ImageDigest] { members.map(\.digest) + keptDescendants.map(\.digest) }
}

extension Plan.Member {
    /// What identifies the image.
    var digest: ImageDigest { image.digest }

    /// Whether to act on the image, when its turn comes, is to finish what was begun with its parents.
    var completesParent: Bool { !parents.isEmpty }
}
