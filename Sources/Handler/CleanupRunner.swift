import Cleanup
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Takes an event through to its summary: the one way that both starts of the program share.
struct CleanupRunner: Sendable {
    let configuration: Configuration
    let service: CleanupService
    let now: @Sendable () -> Date

    /// What a run came to, and how much of it is to be shown.
    struct Result: Sendable {
        let summary: Summary
        let detail: Detail
    }

    /// Finds out whether an event would be refused.
    ///
    /// - Throws: ``InvalidEvent``.
    func check(_ text: Data, options: RunOptions, logger: Logger) throws {
        _ = try configuration.request(for: try Event(text), options: options, logger: logger)
    }

    /// Handles one event.
    ///
    /// - Parameters:
    ///   - deadline: when the process will be ended, by the machine's clock.
    ///   - requestID: Lambda's id of the invocation.
    /// - Throws: ``InvalidEvent``; then nothing was called.
    func run(
        _ text: Data, options: RunOptions = RunOptions(), deadline: Date? = nil, requestID: String? = nil,
        logger: Logger
    ) async throws -> Result {
        let event = try Event(text)
        var request = try configuration.request(for: event, options: options, logger: logger)
        request.requestID = requestID
        request.deadline = deadline.map { Self.end(before: $0, from: now()) }
        let detail = configuration.shownDetail(for: event, options: options)
        if let reason = event.nothingToDo {
            var summary = Summary(
                isDryRun: request.isDryRun, trigger: request.trigger, requestID: requestID, startedAt: now())
            summary.reason = reason
            return Result(summary: summary, detail: detail)
        }
        return Result(summary: await service.run(request), detail: detail)
    }

    /// When a run must have ended so that its summary is out before the deadline: a tenth of the time before it, at
    /// least half a second and at most ten.
    static func end(before deadline: Date, from now: Date) -> Date {
        let time = max(0, deadline.timeIntervalSince(now))
        return deadline.addingTimeInterval(-min(max(time / 10, 0.5), 10))
    }
}
