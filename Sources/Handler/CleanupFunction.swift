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
        let fanOut = FanOutContext(clientContext: context.clientContext)
        var result = try await runner.run(
            event, options: RunOptions(fanOut: fanOut, maximumImageReports: Summary.mostImagesInLine),
            deadline: context.deadline, requestID: context.requestID, logger: context.logger)
        // The fan-out sends one message about all of its batches.
        if fanOut == nil {
            result = await runner.notify(about: result, deadline: context.deadline, logger: context.logger)
        }
        for notice in result.notices { context.logger.warning("\(notice)") }
        let line = result.summary.compactJSON(result.detail, metrics: metrics)
        try printOut(line + [UInt8(ascii: "\n")])
        // Lambda's metrics, retries and destinations depend on a function error.
        guard result.summary.status != .failed else { throw CleanupFailed(result.summary) }
        return line
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
