import AWSClient
import Cleanup
import Essentials

extension Program {
    /// The time after which progress is shown.
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    /// Begins a prepared run, and shows its progress on a terminal.
    ///
    /// The first SIGINT or SIGTERM stops the run gracefully. Nothing but writing the result may follow: a first signal
    /// does not end that, since the result may be the only record of deletions.
    ///
    /// - Parameter beginning: what comes first and may be stopped, too.
    /// - Throws: the errors of `beginning`; then the run was not begun.
    func run(
        _ prepared: CleanupRunner.Prepared, by runner: CleanupRunner,
        after beginning: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> CleanupRunner.Result {
        try await Interruption.cancelling(lastsUntilExit: true) {
            try await beginning()
            return await showingProgress { await runner.run(prepared.reporting(to: $0)) }
        }
    }

    /// Shows the progress of an operation on a terminal.
    func showingProgress<Result: Sendable, Failure: Error>(
        of operation: @escaping @Sendable (RunProgress) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let progress = RunProgress()
        return try await showing {
            ProgressText(progress.snapshot, elapsed: $0).line(width: $1)
        } during: { () async throws(Failure) -> Result in
            try await operation(progress)
        }
    }

    /// Shows a line on a terminal while an operation goes on.
    ///
    /// - Parameter line: makes the line, by the seconds since the beginning and the most characters.
    func showing<Result: Sendable, Failure: Error>(
        _ line: @escaping @Sendable (_ elapsed: TimeInterval, _ width: Int) -> String,
        during operation: @escaping @Sendable () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        guard let statusLine else { return try await operation() }
        defer { statusLine.show("") }
        let outcome = await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self, returning: Swift.Result<Result, Failure>.self) { group in
                group.addTask { await redraw(line, on: statusLine) }
                defer { group.cancelAll() }
                do throws(Failure) {
                    return .success(try await operation())
                } catch {
                    return .failure(error)
                }
            }
        } onCancel: {
            statusLine.show("stopping: calls in flight finish first", stays: true)
        }
        return try outcome.get()
    }

    /// Redraws a line until the task is cancelled.
    private func redraw(
        _ line: @Sendable (_ elapsed: TimeInterval, _ width: Int) -> String, on statusLine: StatusLine
    ) async {
        let start = system.now()
        do {
            try await system.sleep(Self.delay)
            while true {
                // Text in a terminal's last column would wrap.
                statusLine.show(line(system.now().timeIntervalSince(start), Terminal.errorWidth() - 1))
                try await system.sleep(Self.interval)
            }
        } catch {
            // The sleep is cancelled at the end of the operation, or when it is to stop.
        }
    }
}
