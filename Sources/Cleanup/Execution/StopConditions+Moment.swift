import AWSClient
import Essentials

extension StopConditions {
    /// The time, and the conditions that prevent calls then.
    struct Moment: Sendable, Hashable {
        var now: Date
        var isCancelled = false
        var isPastDeadline = false
        /// The seconds that AWS's clock is ahead of the machine's.
        ///
        /// It is `nil` if no answer has shown the offset.
        var clockOffset: Double?
        var lastingErrors: [Work: AWSError] = [:]

        /// The warning that the clocks differ too much to delete images.
        ///
        /// It is `nil` if the offset is tolerable or unknown.
        var clockWarning: String? {
            guard let clockOffset, abs(clockOffset) > ClockTolerance.maximumOffset else { return nil }
            return ClockTolerance.warning(clockOffset)
        }

        /// The reason not to make a call; `nil` if there is none.
        ///
        /// - Parameter completesParent: whether the call completes work begun with a parent. A cancellation does not
        ///   prevent such a call.
        func skip(of work: Work, completesParent: Bool = false) -> ImageOutcome.Skip? {
            if !completesParent, isCancelled { return .ranOut("the run was cancelled") }
            if isPastDeadline { return .ranOut("time ran out") }
            if work.changesImages, let clockWarning { return .blocked(clockWarning) }
            let error = lastingErrors[.reading] ?? lastingErrors[work]
            return error.map { .pointless("\($0)") }
        }
    }
}
