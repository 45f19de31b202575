import AWSClient
import ECRClient
import ImageModel
import Retention

/// The order of a batch's calls.
extension BatchExecution {
    /// The images of one level of the batch with the same action.
    struct Turn: Sendable {
        let action: Rule.Action
        let members: [Int]
    }

    /// Begins the next call, or ends the batch.
    mutating func beginPart(at moment: StopConditions.Moment) -> Action {
        while true {
            while var next = parts.popFirst() {
                next.readAt = readings.time(of: next.open)
                // The usage check before an earlier call may have skipped images of this call.
                next.open.removeAll { outcomes[$0] != nil }
                part = next
                if !part.open.isEmpty { return beginTry(at: moment) }
            }
            guard let turn = turns.popFirst() else { return end() }
            let due = due(in: turn, at: moment)
            parts = due.batches(of: ECRClient.maximumBatchSize).map { Part(turn.action, Array($0)) }[...]
        }
    }

    /// Selects the images to act on, and skips the others.
    ///
    /// The outcome of a skipped image says why.
    private mutating func due(in turn: Turn, at moment: StopConditions.Moment) -> [Int] {
        var due: [Int] = []
        for member in turn.members where outcomes[member] == nil {
            if let parent = plan.parents(of: member).first(where: { outcomes[$0]?.isDone != true }) {
                outcomes[member] = .skipped(outcomes[parent]?.skipOfAll ?? skip(after: parent))
            } else if let skip = moment.skip(of: .init(turn.action), completesParent: plan.completesParent(member)) {
                outcomes[member] = .skipped(skip)
            } else {
                due.append(member)
            }
        }
        return due
    }

    /// The reason for skipping an image after its parent.
    ///
    /// The parent was not deleted or archived, as far as is known.
    private func skip(after parent: Int) -> ImageOutcome.Skip {
        let digest = plan.digest(of: parent)
        return outcomes[parent]?.isUnconfirmed == true ? .parentUnconfirmed(digest) : .parentLeft(digest)
    }
}

extension ImageOutcome {
    /// The reason for skipping an image, if it applies to dependents too.
    fileprivate var skipOfAll: Skip? {
        switch self {
        case .skipped(.ranOut(let reason)): .ranOut(reason)
        case .skipped(.pointless(let reason)): .pointless(reason)
        default: nil
        }
    }
}
