import AWSClient
import Essentials
import Retention
import Synchronization

/// What keeps further calls about a repository from being made: the end of the run, and errors that would come again.
///
/// The batches of a repository share it, so that each learns what another met.
final class StopConditions: Sendable {
    /// The kinds of calls.
    ///
    /// Who may not do the one may still do the other; only without reading there is nothing to be done.
    enum Work: Sendable, Hashable {
        case reading
        case findingOut
        case askingForSubjects
        case deleting
        case archiving

        /// Whether the call takes images away.
        var changesImages: Bool { self == .deleting || self == .archiving }

        init(_ action: Rule.Action) {
            switch action {
            case .expire: self = .deleting
            case .transition: self = .archiving
            }
        }
    }

    private let deadline: Date?
    private let system: SystemContext
    /// The seconds that AWS's clock is ahead of the machine's, as far as answers said so.
    private let clockOffset: @Sendable () -> Double?
    private let lasting = Mutex<[Work: AWSError]>([:])

    /// Whether a call met no repository any more.
    var isRepositoryGone: Bool { lasting.withLock { $0.values.contains(where: \.isRepositoryGone) } }

    init(deadline: Date?, system: SystemContext, clockOffset: @escaping @Sendable () -> Double? = { nil }) {
        self.deadline = deadline
        self.system = system
        self.clockOffset = clockOffset
    }

    /// The present moment, for the running task.
    var moment: Moment {
        let now = system.now()
        return Moment(
            now: now, isCancelled: Task.isCancelled, isPastDeadline: deadline.map { now >= $0 } ?? false,
            clockOffset: clockOffset(), lastingErrors: lasting.withLock(\.self))
    }

    /// Why a call is not to be made, if there is a reason.
    func skip(of work: Work, completesParent: Bool = false) -> ImageOutcome.Skip? {
        moment.skip(of: work, completesParent: completesParent)
    }

    /// Why images are left that could not be read again, by the error of the call.
    func skip(afterReading error: any Error, while work: Work) -> ImageOutcome.Skip {
        switch outcome(of: error, while: work) {
        case .skipped(let skip): skip
        case .failed(let code, let reason), .refused(let code, let reason): .unreadable("\(code): \(reason)")
        case .deleted, .archived: .unreadable("\(error)")
        }
    }

    /// What an error means for the images that a call was about; one that would come again is an obstacle from now on.
    func outcome(of error: any Error, while work: Work) -> ImageOutcome {
        if (error as? AWSError)?.code == .outdated, let warning = moment.clockWarning {
            return .skipped(.blocked(warning))
        }
        let isSent = (error as? AWSError).map { $0.code == .deadline && $0.attempts > 0 } ?? false
        if !(isSent && work.changesImages), let end = error.interruption(while: "\(work)") {
            return .skipped(.ranOut(end))
        }
        guard let error = error as? AWSError else {
            return .failed(code: "Unknown", reason: "\(work) failed: \(error)")
        }
        if !error.isPassing, !isSent { lasting.withLock { $0[work] = error } }
        return .failed(code: error.code.description, reason: "\(work) failed: \(error)")
    }
}

extension StopConditions.Work: CustomStringConvertible {
    var description: String {
        switch self {
        case .reading: "reading it again"
        case .findingOut: "finding out whether it is gone"
        case .askingForSubjects: "asking for its subject"
        case .deleting: "deleting it"
        case .archiving: "archiving it"
        }
    }
}
