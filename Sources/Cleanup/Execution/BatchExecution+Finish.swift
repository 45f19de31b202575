import ImageModel
import Retention

/// The steps after a call.
extension BatchExecution {
    /// Records a call's outcomes, and returns the next action.
    mutating func finishTry(with call: CallOutcomes, at moment: StopConditions.Moment) -> Action {
        let count = part.open.count
        let settled = part.open.reduce(into: [:]) { $0[$1] = call.settled[plan.digest(of: $1)] }
        for member in part.open {
            let pending = call.pending[plan.digest(of: member)]
            unanswered[member] = pending?.isUnconfirmed == true ? pending : nil
        }
        leave(by: settled, among: part.open)
        let isProgress = part.open.count < count
        // Archiving takes one call per image, so many tries may be needed. They go on while each makes progress.
        part.tries = part.action == .transition && isProgress ? 0 : part.tries + 1
        if let skip = moment.skip(of: .init(part.action), completesParent: part.completesParent) {
            for member in part.open {
                let pending = call.pending[plan.digest(of: member)]
                outcomes[member] = pending?.isUnconfirmed == true ? pending : .skipped(skip)
            }
        } else if part.tries >= Self.rounds {
            for member in part.open { outcomes[member] = call.pending[plan.digest(of: member)] ?? .skipped(.notSent) }
        }
        part.open.removeAll { outcomes[$0] != nil }
        part.readAt = nil
        guard !part.open.isEmpty else { return beginPart(at: moment) }
        readings.forget()
        return call.waitsForIndex ? .wait : beginTry(at: moment)
    }

    /// Ends the batch, once it is known what became of deletions without an answer.
    ///
    /// An image may be left for another reason after its deletion was sent: its report must not say that it is left if it
    /// is gone.
    mutating func end() -> Action {
        unanswered = unanswered.filter { member, _ in outcomes[member]?.isSkipped == true }
        return unanswered.isEmpty ? .done : .findGone(digests(of: unanswered.keys.sorted()))
    }

    /// Sets the outcomes of images whose deletion had no answer.
    ///
    /// - Parameter gone: the images that are gone; `nil` if that is unknown.
    mutating func takeGone(_ gone: Set<ImageDigest>?) -> Action {
        for (member, outcome) in unanswered {
            guard let gone else {
                outcomes[member] = outcome
                continue
            }
            if gone.contains(plan.digest(of: member)) { outcomes[member] = .deleted(note: nil) }
        }
        return .done
    }
}
