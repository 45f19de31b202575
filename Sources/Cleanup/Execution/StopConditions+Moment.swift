import AWSClient
import Essentials

extension StopConditions {
    /// The time, and what keeps calls from being made then.
    struct Moment: Sendable, Hashable {
        var now: Date
        var isCancelled = false
        var isPastDeadline = false
        /// The seconds that AWS's clock is ahead of the machine's, as far as answers said so.
        var clockOffset: Double?
        var lastingErrors: [Work: AWSError] = [:]

        /// The warning that the clocks are too far apart to delete anything; `nil` where they are not.
        var clockWarning: String? {
            guard let clockOffset, abs(clockOffset) > ClockTolerance.maximumOffset else { return nil }
            return ClockTolerance.warning(clockOffset)
        }

        /// Why a call is not to be made, if there is a reason.
        ///
        /// - Parameter completesParent: whether the call finishes what was begun with a parent that is gone. Then a
        ///   cancellation does not keep it from being made.
        func skip(of work: Work, completesParent: Bool = false) -> ImageOutcome.Skip? {
            if !completesParent, isCancelled { return .ranOut("the run was cancelled") }
            if isPastDeadline { return .ranOut("time ran out") }
            if work.changesImages, let clockWarning { return .blocked(clockWarning) }
            let error = lastingErrors[.reading] ?? lastingErrors[work]
            return error.map { .pointless("\($0)") }
        }
    }
}
