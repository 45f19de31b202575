import Essentials
import ImageModel
import Retention

/// One call and its retries.
extension BatchExecution {
    /// The images of one call, until each has an outcome.
    struct Part: Sendable {
        let action: Rule.Action
        /// The images without an outcome.
        var open: [Int]
        /// The time of the images' oldest data.
        ///
        /// It is `nil` if the images must be read again before a call.
        var readAt: Date?
        /// The end of the usage reading's validity; `nil` for no limit.
        var usageGoodUntil: Date?
        /// Whether the parents of an image are already deleted or archived.
        ///
        /// The call then completes work that was begun with the parents.
        var completesParent = false
        /// The number of tries; progress in archiving resets it.
        var tries = 0
        /// The images that are read again.
        var reading = Reading()

        init(_ action: Rule.Action, _ open: [Int]) { (self.action, self.open) = (action, open) }
    }

    /// The images that a call depends on, to read again before it.
    struct Reading: Sendable {
        /// The parts of families with the call's own images, and the images that these hold.
        var rests: [Plan.Family] = []
        /// The images' parents that this batch has archived.
        var archivedParents: [Int] = []

        /// All images.
        var positions: [Int] { rests.flatMap(\.positions) + archivedParents }
    }

    /// Begins a try by reading usage.
    ///
    /// Usage is read before each try, since the tries before may have taken a long time. The whole batch is checked,
    /// since an image in use also keeps the indexes that hold it.
    ///
    /// Work that was begun with a parent is completed only if usage is known. So a cancellation does not stop this
    /// reading.
    mutating func beginTry(at moment: StopConditions.Moment) -> Action {
        part.completesParent = part.open.contains(where: plan.completesParent)
        part.usageGoodUntil = nil
        guard asksUsage, let observation else { return checkFreshness(at: moment) }
        let present = observation.present.values.sorted { $0.digest < $1.digest }
        return .readUsage(present, completesParent: part.completesParent)
    }

    /// Skips images that came into use, or all if usage is unknown.
    ///
    /// The whole batch is checked.
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

    /// Makes the call, or first reads the images again if necessary.
    private mutating func checkFreshness(at moment: StopConditions.Moment) -> Action {
        guard !part.open.isEmpty else { return beginPart(at: moment) }
        if let readAt = part.readAt, FreshnessWindow.span(from: readAt).contains(moment.now) { return call() }
        let deciding = part.open.filter(plan.mayRestOnNewest)
        return deciding.isEmpty ? readPart() : .checkNewest(deciding, isRetry: part.tries > 0)
    }

    /// Reads again the images that the call depends on.
    ///
    /// If work was begun with a parent, a cancellation does not stop this reading.
    mutating func readPart() -> Action {
        part.reading = reading(for: part.open)
        return .recheck(
            digests(of: part.reading.positions), completesParent: part.open.contains(where: plan.completesParent))
    }

    /// Skips images that changed, or whose parent left the archive.
    mutating func judgePart(by observation: Recheck.Observation, at moment: StopConditions.Moment) -> Action {
        part.readAt = observation.readAt
        readings.note(part.reading.positions, at: observation.readAt)
        for member in unanswered.keys where observation.present[plan.digest(of: member)] != nil {
            unanswered[member] = nil
        }
        // The reading also covers images that later calls are about.
        leave(
            by: outcomes(of: part.open, by: part.reading, after: observation),
            among: part.reading.rests.flatMap(\.members))
        return part.open.isEmpty ? beginPart(at: moment) : call()
    }

    /// The images to read again before a call about some images.
    func reading(for open: [Int]) -> Reading {
        let all = Set(open)
        let archived = Set(open.flatMap(plan.parents)).filter { outcomes[$0] == .archived }
        return Reading(
            rests: families.compactMap { changes.rest(of: $0, with: all, after: outcomes) },
            archivedParents: archived.sorted { plan.digest(of: $0) < plan.digest(of: $1) })
    }

    /// The outcomes of images that must stay after another reading.
    ///
    /// They changed, or hold a changed image, or their parent left the archive. The call may be made if there are none.
    /// Images that have an outcome already are left out.
    func outcomes(
        of open: [Int], by reading: Reading, after observation: Recheck.Observation
    ) -> [Int: ImageOutcome] {
        var changed = reading.rests.reduce(into: [:]) { $0.add(changes.outcomes(of: $1, after: observation)) }
        for member in open where changed[member] == nil {
            let back = plan.parents(of: member).first { parent in
                reading.archivedParents.contains(parent) && observation.isBack(plan.digest(of: parent))
            }
            guard let back else { continue }
            let change = "what it belongs to, \(plan.digest(of: back)), is not in the archive any more"
            changed[member] = .skipped(.changed(change))
        }
        return changed.filter { outcomes[$0.key] == nil }
    }

    private mutating func call() -> Action {
        let reading = FreshnessWindow.Reading(
            time: part.readAt ?? .distantPast, usageGoodUntil: part.usageGoodUntil)
        let bounds = FreshnessWindow.Bounds(reading: reading, completesParent: part.completesParent)
        readings.noteCall(about: part.open.count)
        return part.action == .expire ? .delete(part.open, bounds) : .archive(part.open, bounds)
    }

    /// Sets the outcomes of images that have none yet.
    mutating func leave(by known: [Int: ImageOutcome], among members: [Int]) {
        for member in members where outcomes[member] == nil { outcomes[member] = known[member] }
        part.open.removeAll { outcomes[$0] != nil }
    }
}

extension Recheck.Observation {
    /// Whether an archived image may have left the archive.
    ///
    /// This is also so if the registry gave no answer about the image. A deleted image has not left it.
    fileprivate func isBack(_ digest: ImageDigest) -> Bool {
        !gone.contains(digest) && present[digest]?.status != .archived
    }
}
