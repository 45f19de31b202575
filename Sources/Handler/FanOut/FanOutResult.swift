import Cleanup
import Essentials

/// The summary that a batch wrote, or why it can't be read.
struct FanOutResult: Sendable {
    /// The batch's number.
    let batch: Int
    /// The reason why the summary can't be read; `nil` if it can.
    let failure: FanOutOutcome.Failure?
    private let summary: Summary?

    /// Reads the object that a batch wrote.
    init(batch: Int, json: Data) {
        self.batch = batch
        do {
            summary = try Summary(json: json)
            failure = nil
        } catch {
            summary = nil
            failure = FanOutOutcome.Failure(batch: batch, error: "UnreadableResult", cause: "\(error)")
        }
    }

    /// The summary; `nil` if it can't be read, or is of an earlier execution of the same name.
    func summary(since start: Date) -> Summary? {
        summary.flatMap { $0.startedAt >= start.addingTimeInterval(-ClockTolerance.maximumOffset) ? $0 : nil }
    }
}
