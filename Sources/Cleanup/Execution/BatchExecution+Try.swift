import Essentials
import ImageModel
import Retention

/// One call and its retries.
extension BatchExecution {
    /// The images of one call, for as long as they are tried.
    struct Part: Sendable {
        let action: Rule.Action
        /// Those without an outcome.
        var open: [Int]
        /// When they were read; `nil` if they have to be read again before a call.
        var readAt: Date?
        /// Until when it is known what is in use.
        var usageGoodUntil: Date?
        /// Whether the try finishes what was begun with parents that are gone.
        var completesParent = false
        /// How often they were tried.
        var tries = 0
        /// The parts of their families that are read again with them.
        var rests: [Plan.Family] = []
        /// The images that they follow into the archive.
        var archivedParents: Set<Int> = []

        init(_ action: Rule.Action, _ open: [Int]) { (self.action, self.open) = (action, open) }
    }

    /// Begins a try: what came into use is found out before each, since those before may have taken their time.
    ///
    /// All of the batch is looked at, for what is in use keeps the indexes that hold it. What was begun is finished only
    /// where that is known, but a cancellation does not keep it from becoming known.
    mutating func beginTry(at moment: StopConditions.Moment) -> Action {
        part.completesParent = part.open.contains(where: plan.completesParent)
        part.usageGoodUntil = nil
        guard asksUsage, let observation else { return checkFreshness(at: moment) }
        let present = observation.present.values.sorted { $0.digest < $1.digest }
        return .readUsage(present, completesParent: part.completesParent)
    }

    /// Leaves what came into use, in the whole batch, and all of it where that is not known.
    mutating func takeUsage(_ answer: UsageAnswer, at moment: StopConditions.Moment) -> Action {
        var observation = observation ?? Recheck.Observation()
        switch answer {
        case .changes(let uses, let goodUntil):
            part.usageGoodUntil = goodUntil
            observation.uses = uses
        case .unknown(let skip):
            observation.failure = .skipped(skip)
        }
        if observation.failure != nil || !observation.uses.isEmpty {
            for family in families {
                leave(by: changes.outcomes(of: family, after: observation), among: family.members)
            }
        }
        return checkFreshness(at: moment)
    }

    /// Calls, or first reads again what was read too long ago.
    private mutating func checkFreshness(at moment: StopConditions.Moment) -> Action {
        guard !part.open.isEmpty else { return beginPart(at: moment) }
        if let readAt = part.readAt, FreshnessWindow.span(from: readAt).contains(moment.now) { return call() }
        let deciding = part.open.filter { !plan.completesParent($0) }
        return deciding.isEmpty ? readPart(at: moment) : .checkNewest(deciding, isRetry: part.tries > 0)
    }

    /// Reads once more what a part depends on: itself, what it holds, and what it follows into the archive.
    ///
    /// A cancellation does not keep what was begun from being finished.
    mutating func readPart(at moment: StopConditions.Moment) -> Action {
        let open = Set(part.open)
        part.rests = families.compactMap { changes.rest(of: $0, with: open, after: outcomes) }
        part.archivedParents = Set(part.open.flatMap(plan.parents)).filter { outcomes[$0] == .archived }
        part.readAt = moment.now
        let archived = part.archivedParents.sorted { plan.digest(of: $0) < plan.digest(of: $1) }
        let positions = part.rests.flatMap(\.positions) + archived
        readings.note(positions, startedAt: moment.now)
        return .recheck(digests(of: positions), completesParent: part.open.contains(where: plan.completesParent))
    }

    /// Leaves what changed, and what belongs to an image that was brought back from the archive.
    mutating func judgePart(by observation: Recheck.Observation, at moment: StopConditions.Moment) -> Action {
        var changed = part.rests.reduce(into: [:]) { $0.add(changes.outcomes(of: $1, after: observation)) }
        for member in part.open where changed[member] == nil {
            let back = plan.parents(of: member).first { parent in
                part.archivedParents.contains(parent) && observation.isBack(plan.digest(of: parent))
            }
            guard let back else { continue }
            let change = "what it belongs to, \(plan.digest(of: back)), is not in the archive any more"
            changed[member] = .skipped(.changed(change))
        }
        leave(by: changed, among: part.open)
        return part.open.isEmpty ? beginPart(at: moment) : call()
    }

    private mutating func call() -> Action {
        let bounds = FreshnessWindow.Bounds(
            start: part.readAt ?? .distantPast, limit: part.usageGoodUntil, completesParent: part.completesParent)
        readings.noteCall(about: part.open.count)
        return part.action == .expire ? .delete(part.open, bounds) : .archive(part.open, bounds)
    }

    /// Takes over outcomes of images that have none yet.
    mutating func leave(by known: [Int: ImageOutcome], among members: [Int]) {
        for member in members where outcomes[member] == nil { outcomes[member] = known[member] }
        part.open.removeAll { outcomes[$0] != nil }
    }
}

extension Recheck.Observation {
    /// Whether an image that was archived is not known to be so any more.
    fileprivate func isBack(_ digest: ImageDigest) -> Bool {
        !gone.contains(digest) && present[digest]?.status != .archived
    }
}
