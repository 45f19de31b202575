import AWSClient
import Cleanup
import Essentials
import Formats
import LambdaRuntime
import Logging
import S3Client

/// The steps of the fan-out, which the state machine invokes one after another.
struct FanOutFunction: Sendable {
    let runner: CleanupRunner
    let context: FanOutContext
    let folder: FanOutFolder
    let invocation: InvocationContext

    /// Creates the function for one step.
    ///
    /// - Throws: ``ConfigurationError`` if the function has no bucket for the fan-out.
    init(_ context: FanOutContext, runner: CleanupRunner, invocation: InvocationContext) throws {
        guard let settings = runner.configuration.fanOut, let objects = runner.objects else {
            throw ConfigurationError(
                "FAN_OUT_BUCKET is not set, and the fan-out needs it: update the whole stack, or the whole module")
        }
        (self.runner, self.context, self.invocation) = (runner, context, invocation)
        // The summary is still to be printed.
        let calls = CallContext(deadline: invocation.deadline.addingTimeInterval(-0.5), logger: invocation.logger)
        folder = FanOutFolder(objects: objects.scoped(to: calls), settings: settings, execution: context.execution)
    }

    /// The largest summary of a batch, in bytes: all its repositories fit in.
    private static let largestSummary = 4 << 20
    /// The largest summary of the whole run in the bucket, in bytes: some 40,000 repositories fit in.
    private static let largestSum = 16 << 20

    /// The result of a step: its summary, and the answer to the state machine.
    struct Answer: Sendable {
        let result: CleanupRunner.Result
        /// The answer to the state machine; `nil` for the summary itself.
        var payload: Data?
    }

    /// Takes a step.
    ///
    /// - Throws: ``InvalidEvent``, ``ConfigurationError``, and `AWSError` if the results can't be written.
    func handle(_ payload: Data) async throws -> Answer {
        let input = try FanOutInput(payload)
        let event = try Event(input.event)
        guard event.overrides.action == nil else {
            throw InvalidEvent("the fan-out lists and cleans by itself: leave \"action\" out")
        }
        return switch context.step {
        case .list: try await list(event, input)
        case .clean: try await clean(event, input)
        case .summarize: try await summarize(event, input)
        }
    }

    private func run(_ event: Event, _ options: RunOptions) async throws -> CleanupRunner.Result {
        try await runner.run(
            event, options: options, deadline: invocation.deadline, requestID: invocation.requestID,
            logger: invocation.logger)
    }

    /// Lists the repositories, and writes the batches.
    private func list(_ event: Event, _ input: FanOutInput) async throws -> Answer {
        let result = try await run(event, RunOptions(onlyLists: true, fanOut: context))
        let summary = result.summary
        guard summary.status != .failed else { return Answer(result: result) }
        let batches = FanOutBatch.split(
            summary.registries, size: input.batchSize, limit: summary.maximumImages,
            policySHA256: summary.policyIdentity?.sha256, on: context.startedAt)
        try await folder.put(try JSONEncoder().encode(batches), as: "items.json")
        // The batches name the repositories.
        var rest = summary
        rest.repositories = []
        try await folder.put(rest.compactJSON(.none), as: "listing.json")
        var json = JSONWriter()
        json.object { json in
            json.member("status", summary.status.rawValue)
            json.member("reason", summary.reason)
            json.member("repositories", summary.repositories.count)
            json.member("batches", batches.count)
        }
        return Answer(result: result, payload: Data(json.bytes))
    }

    /// Cleans a batch.
    ///
    /// Its summary is written also if the batch failed, for what was counted until then.
    private func clean(_ event: Event, _ input: FanOutInput) async throws -> Answer {
        guard let batch = input.batch else {
            throw InvalidEvent("it names no batch, which the step \"clean\" needs")
        }
        let result = try await run(
            event, RunOptions(fanOut: context, batch: batch, maximumImageReports: Summary.mostImagesInLine))
        try await folder.put(
            result.summary.compactJSON(result.detail, limit: Self.largestSummary),
            as: FanOutFolder.name(of: batch.number, in: "batches/"))
        return Answer(result: result)
    }

    /// Puts the results of all batches together, and tells people about them.
    private func summarize(_ event: Event, _ input: FanOutInput) async throws -> Answer {
        let batches = try JSONDecoder().decode([FanOutBatch].self, from: try await folder.get("items.json"))
        let results = try await folder.readNumbered(in: "batches/") { FanOutResult(batch: $0, json: $1) }
        let failures = try await folder.readNumbered(in: "failures/") { try FanOutFailure(batch: $0, json: $1).failure }
        var summary = FanOutSummary(
            listing: try Summary(json: try await folder.get("listing.json")), batches: batches,
            summaries: Dictionary(
                results.compactMap { result in result.summary(since: context.startedAt).map { (result.batch, $0) } }
            ) { first, _ in first },
            failures: failures + results.compactMap(\.failure),
            toleratedFailurePercentage: input.toleratedFailurePercentage, failure: input.failure
        ).merged(results: folder.address)
        summary.version = Program.version
        summary.startedAt = context.startedAt
        summary.duration = runner.now().timeIntervalSince(context.startedAt)
        if let notice = runner.configuration.approvalNotice(for: summary, of: context, event) {
            summary.warnings.insert(notice, at: 0)
        }
        let result = await runner.notify(
            about: CleanupRunner.Result(summary: summary, detail: .none), deadline: invocation.deadline,
            logger: invocation.logger)
        try await folder.put(result.summary.compactJSON(.none, limit: Self.largestSum), as: "summary.json")
        return Answer(result: result)
    }
}
