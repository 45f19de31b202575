import Cleanup
import Essentials
import LambdaRuntime
import Logging

/// The Lambda function: answers each event with its summary, and prints it.
struct CleanupFunction: LambdaHandler {
    let runner: CleanupRunner
    /// The metrics that CloudWatch extracts from the line.
    ///
    /// They are `nil` if the function has no name.
    var metrics: EmbeddedMetrics?
    let printOut: @Sendable (Data) throws -> Void

    func handle(_ event: Data, context: InvocationContext) async throws -> Data {
        if let fanOut = try FanOutContext(clientContext: context.clientContext) {
            let answer = try await FanOutFunction(fanOut, runner: runner, invocation: context).handle(event)
            // The metrics of a run's images are those of its batches.
            let line = try report(answer.result, metrics: fanOut.step == .clean ? metrics : nil, context)
            // The state machine itself fails after its last step.
            if fanOut.step != .summarize { try throwIfFailed(answer.result.summary) }
            return answer.payload ?? line
        }
        var result = try await runner.run(
            event, options: RunOptions(maximumImageReports: Summary.mostImagesInLine),
            deadline: context.deadline, requestID: context.requestID, logger: context.logger)
        result = await runner.notify(about: result, deadline: context.deadline, logger: context.logger)
        let line = try report(result, metrics: metrics, context)
        try throwIfFailed(result.summary)
        return line
    }

    /// Prints a run's line.
    private func report(
        _ result: CleanupRunner.Result, metrics: EmbeddedMetrics?, _ context: InvocationContext
    ) throws -> Data {
        for notice in result.notices { context.logger.warning("\(notice)") }
        let line = result.summary.compactJSON(result.detail, metrics: metrics)
        try printOut(line + [UInt8(ascii: "\n")])
        return line
    }

    /// Makes a failed run a function error, which Lambda's metrics, retries and destinations depend on.
    private func throwIfFailed(_ summary: Summary) throws {
        guard summary.status != .failed else { throw CleanupFailed(summary) }
    }
}

/// A failed run, as Lambda reports it.
struct CleanupFailed: Error, CustomStringConvertible {
    let description: String

    init(_ summary: Summary) {
        let reasons = summary.repositories.compactMap { report in report.reason.map { "\(report.name): \($0)" } }
        description = summary.reason ?? reasons.first ?? "nothing could be done"
    }
}
