import AWSClient
import Cleanup
import Essentials

extension Program {
    /// The time after which a run's progress is shown.
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    /// Begins a prepared run, and shows its progress on a terminal.
    ///
    /// The first SIGINT or SIGTERM stops the run gracefully.
    ///
    /// - Parameter preparation: is done first. A signal during it ends the run at its beginning.
    func run(
        _ prepared: CleanupRunner.Prepared, by runner: CleanupRunner,
        after preparation: @escaping @Sendable () async -> Void = {}
    ) async throws -> CleanupRunner.Result {
        try await Interruption.cancelling {
            await preparation()
            let progress = RunProgress()
            let result = await withTaskCancellationHandler {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await display(progress) }
                    defer { group.cancelAll() }
                    return await runner.run(prepared.reporting(to: progress))
                }
            } onCancel: {
                statusLine?.show("stopping: calls in flight finish first")
            }
            statusLine?.show("")
            return result
        }
    }

    /// Redraws the progress until the task is cancelled.
    private func display(_ progress: RunProgress) async {
        guard let statusLine else { return }
        let start = system.now()
        do {
            try await system.sleep(Self.delay)
            while true {
                let elapsed = system.now().timeIntervalSince(start)
                let text = ProgressText(progress.snapshot, elapsed: elapsed)
                // Text in a terminal's last column would wrap.
                statusLine.show(text.line(width: Terminal.errorWidth() - 1))
                try await system.sleep(Self.interval)
            }
        } catch {
            // The sleep is cancelled at the end of the run, or when it is to stop.
        }
    }
}
