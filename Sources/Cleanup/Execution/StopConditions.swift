import AWSClient
import Essentials
import Retention
import Synchronization

/// The conditions that prevent further calls for a repository.
///
/// They are the end of the run, clocks too far apart, and errors that would recur. A repository's batches share them,
/// so that each learns of errors in the others.
final class StopConditions: Sendable {
    /// The kinds of calls.
    ///
    /// If one kind is denied, others may still be allowed. But without reading, no other call makes sense.
    enum Work: Sendable, Hashable {
        case reading
        case findingOut
        case askingForMissingImages
        case deleting
        case archiving

        /// Whether the call deletes or archives images.
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
    /// The seconds that AWS's clock is ahead of the machine's.
    ///
    /// It is `nil` if no answer has shown the offset.
    private let clockOffset: @Sendable () -> Double?
    private let lasting = Mutex<[Work: AWSError]>([:])

    /// Whether a call found that the repository no longer exists.
    var isRepositoryGone: Bool { lasting.withLock { $0.values.contains(where: \.isRepositoryGone) } }

    init(deadline: Date?, system: SystemContext, clockOffset: @escaping @Sendable () -> Double? = { nil }) {
        self.deadline = deadline
        self.system = system
        self.clockOffset = clockOffset
    }

    /// The current moment, as the running task sees it.
    var moment: Moment {
        let now = system.now()
        return Moment(
            now: now, isCancelled: Task.isCancelled, isPastDeadline: deadline.map { now >= $0 } ?? false,
            clockOffset: clockOffset(), lastingErrors: lasting.withLock(\.self))
    }

    /// The reason not to make a call; `nil` if there is none.
    func skip(of work: Work, completesParent: Bool = false) -> ImageOutcome.Skip? {
        moment.skip(of: work, completesParent: completesParent)
    }

    /// The reason for skipping images that could not be checked.
    ///
    /// It depends on the error of the call.
    func skip(afterReading error: any Error, while work: Work) -> ImageOutcome.Skip {
        switch outcome(of: error, while: work) {
        case .skipped(let skip): skip
        case .failed(_, let reason), .refused(_, let reason): .checkFailed(reason)
        case .deleted, .archived: .checkFailed("\(work) failed: \(error)")
        }
    }

    /// The outcome of a call's images after an error.
    ///
    /// An error that would recur prevents such calls from now on.
    func outcome(of error: any Error, while work: Work) -> ImageOutcome {
        if (error as? AWSError)?.code == .outdated {
            return .skipped(moment.clockWarning.map { .blocked($0) } ?? .notSent)
        }
        let isInDoubt = (error as? AWSError).map { $0.code == .deadline && $0.mayHaveTakenEffect } ?? false
        if !(isInDoubt && work.changesImages), let end = error.interruption(while: "\(work)") {
            return .skipped(.ranOut(end))
        }
        guard let error = error as? AWSError else {
            return .failed(code: "Unknown", reason: "\(work) failed: \(error)")
        }
        if !error.isPassing, !isInDoubt { lasting.withLock { $0[work] = error } }
        return .failed(code: error.code.description, reason: "\(work) failed: \(error)")
    }
}

extension StopConditions.Work: CustomStringConvertible {
    var description: String {
        switch self {
        case .reading: "reading it again"
        case .findingOut: "finding out whether it is gone"
        case .askingForMissingImages: "asking for images that were not listed"
        case .deleting: "deleting it"
        case .archiving: "archiving it"
        }
    }
}
