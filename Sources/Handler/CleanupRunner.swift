import AWSClient
import Cleanup
import Essentials
import ImageModel
import Logging
import Retention
import S3Client

/// Handles events for Lambda and the command line.
///
/// Each event leads to one summary.
struct CleanupRunner: Sendable {
    let configuration: Configuration
    let service: CleanupService
    var policies = PolicyReader()
    /// The caller's credentials, which are checked before the run.
    ///
    /// If they are `nil`, nothing is checked, and a run without credentials fails.
    var credentials: (any CredentialProvider)?
    /// The client for reports and plans in S3, in the region of the run.
    var objects: S3Client?
    /// A number from 0 up to 1, for the names of runs that have no id.
    var random: @Sendable () -> Double = { 0 }
    /// The sender of messages for people; `nil` for none.
    var notifier: Notifier?
    let now: @Sendable () -> Date

    /// Handles one event.
    ///
    /// - Parameters:
    ///   - deadline: when the process will be ended, by the machine's clock.
    ///   - requestID: Lambda's id of the invocation.
    /// - Throws: the same errors as ``prepare(_:options:deadline:requestID:logger:)``.
    func run(
        _ text: Data, options: RunOptions = RunOptions(), deadline: Date? = nil, requestID: String? = nil,
        logger: Logger
    ) async throws -> Result {
        try await run(Event(text), options: options, deadline: deadline, requestID: requestID, logger: logger)
    }

    /// Handles one event that is read already.
    ///
    /// - Throws: the same errors as ``prepare(_:options:deadline:requestID:logger:)``.
    func run(
        _ event: Event, options: RunOptions, deadline: Date? = nil, requestID: String? = nil, logger: Logger
    ) async throws -> Result {
        await run(
            try await prepare(event, options: options, deadline: deadline, requestID: requestID, logger: logger))
    }

    /// Begins a prepared run, unless it has already ended.
    func run(_ prepared: Prepared) async -> Result {
        switch prepared.work {
        case .ended(var summary):
            summary.version = Program.version
            return Result(summary: summary, detail: prepared.detail)
        case .begin(let request):
            var summary = await reportedRun(request, prepared)
            summary.version = Program.version
            return Result(summary: summary, detail: prepared.detail, notices: prepared.notices)
        }
    }

    /// Sends people the message that a run calls for, and warns in the result if that fails.
    ///
    /// - Parameter deadline: when the process will be ended, by the machine's clock.
    func notify(about result: Result, deadline: Date? = nil, logger: Logger) async -> Result {
        guard let notifier else { return result }
        // The summary is still to be printed.
        let end = deadline?.addingTimeInterval(-0.25)
        let warning = await notifier.notify(
            about: result.summary, in: CallContext(deadline: end, logger: logger))
        guard let warning else { return result }
        var summary = result.summary
        summary.warnings.append(warning)
        return Result(summary: summary, detail: result.detail, notices: result.notices + [warning])
    }

    /// Validates an event, and reads the policy that it needs.
    ///
    /// - Throws: ``InvalidEvent`` before any call. ``ConfigurationError`` without credentials, or if the policy is not
    ///   valid; then nothing else was called. `CancellationError` when the task was cancelled.
    func prepare(
        _ text: Data, options: RunOptions = RunOptions(), deadline: Date? = nil, requestID: String? = nil,
        logger: Logger
    ) async throws -> Prepared {
        try await prepare(
            Event(text), options: options, deadline: deadline, requestID: requestID, logger: logger)
    }

    private func prepare(
        _ event: Event, options: RunOptions, deadline: Date?, requestID: String?, logger: Logger
    ) async throws -> Prepared {
        let startedAt = now()
        try configuration.check(event, options: options)
        let detail = configuration.shownDetail(for: event, options: options)
        let end = deadline.map {
            Self.end(
                before: $0, from: startedAt, writesReports: configuration.reports != nil || options.fanOut != nil)
        }
        let context = CallContext(deadline: end, logger: logger)
        var summary = Summary(
            isDryRun: configuration.isDryRun(for: event, options: options), trigger: event.trigger,
            requestID: requestID, startedAt: startedAt)
        func ended(_ status: Summary.Status, _ reason: String) -> Prepared {
            (summary.status, summary.reason, summary.calls) = (status, reason, context.statistics.snapshot)
            summary.duration = now().timeIntervalSince(startedAt)
            return Prepared(work: .ended(summary), detail: detail, calls: summary.calls)
        }
        if let reason = event.nothingToDo { return ended(.succeeded, reason) }
        try await checkCredentials()
        summary.action = options.onlyLists ? .listRepositories : event.overrides.action ?? .clean
        var subject = "policy"
        do {
            let policy = try await policies.policy(from: configuration.policySource(for: event), context: context)
            subject = "plan"
            var request = try await request(for: event, policy: policy, options, in: context)
            request.requestID = requestID
            var prepared = Prepared(work: .begin(request), detail: detail, calls: context.statistics.snapshot)
            prepared.isOnlyUnapproved = configuration.isOnlyUnapproved(event, options: options)
            prepared.reports = try reports(of: request, options, startedAt: startedAt, deadline: deadline)
            prepared.notices = notices(about: request, options)
            try await checkRegistries(of: &prepared, options)
            return prepared
        } catch let error as AWSError {
            guard error.code == .deadline else { return ended(.failed, "the \(subject) can't be read: \(error)") }
            return ended(.incomplete, "time ran out while the \(subject) was read")
        }
    }

    /// The warnings about the configuration and the plan.
    private func notices(about request: CleanupRequest, _ options: RunOptions) -> [String] {
        let dryRun = request.isDryRun && !options.deletes ? configuration.dryRunNotice : nil
        return [dryRun, configuration.earlyPlanNotice(for: request, now: now())].compactMap(\.self)
    }

    /// Combines the event with the settings, the plan that it names and the announcement.
    private func request(
        for event: Event, policy: ConfiguredPolicy, _ options: RunOptions, in context: CallContext
    ) async throws -> CleanupRequest {
        var options = options
        try await readPlan(of: event, policy: policy, into: &options, context)
        var request = try configuration.request(for: event, policy: policy, options: options, logger: context.logger)
        try await addAnnouncement(to: &request, context)
        request.planScope = configuration.planScope(of: request, for: event, options: options)
        request.deadline = context.deadline
        return request
    }

    /// Refuses to go on without credentials, before anything else is called.
    ///
    /// - Throws: ``ConfigurationError``, which says what to do.
    func checkCredentials() async throws {
        guard let credentials else { return }
        do {
            _ = try await credentials.credentials()
        } catch let error as CredentialError {
            throw ConfigurationError("there are no credentials to call AWS with, so nothing was called: \(error)")
        }
    }

    /// Lists the images in use, from the configured policy's sources.
    ///
    /// Call ``checkCredentials()`` first, before anything is drawn on the terminal.
    ///
    /// - Parameter image: the only image or repository whose uses are wanted; `nil` for all.
    /// - Throws: ``ConfigurationError`` if the policy is not valid, `AWSError` if it can't be read.
    func usage(of image: ImageReference? = nil, logger: Logger) async throws -> UsageOverview {
        let context = CallContext(logger: logger)
        let policy = try await policies.policy(from: configuration.policy, context: context)
        return await service.usage(by: policy.policy, of: image, in: context)
    }

    /// Compares decisions by the configured policy, or by the repositories' own ones, with ECR's previews.
    ///
    /// Call ``checkCredentials()`` first, before anything is drawn on the terminal.
    ///
    /// - Parameter repositories: the patterns of the repositories to compare; empty for all.
    /// - Throws: ``ConfigurationError`` if the policy is not valid, `AWSError` if it can't be read.
    func comparison(
        of compared: ComparedPolicy, in repositories: [String], progress: RunProgress, logger: Logger
    ) async throws -> PolicyComparison {
        let context = CallContext(logger: logger)
        let policy = try await policies.policy(from: configuration.policy, context: context)
        var request = CleanupRequest(policy: policy.policy, trigger: Trigger(.manual), logger: logger)
        if !repositories.isEmpty { request.narrowing = [NamePatterns(repositories)] }
        request.progress = progress
        return await service.comparison(of: compared, request)
    }

    /// Makes one policy of the lifecycle policies that repositories have in ECR; nothing is changed.
    ///
    /// - Parameter repositories: the patterns of the repositories to read; empty for all.
    /// - Throws: `CancellationError` if the task is cancelled.
    func policyImport(of repositories: [String], progress: RunProgress, logger: Logger) async throws -> PolicyImport {
        var request = CleanupRequest(policy: .builtIn, trigger: Trigger(.manual), logger: logger)
        if !repositories.isEmpty { request.narrowing = [NamePatterns(repositories)] }
        request.progress = progress
        return try await service.policyImport(request)
    }

    /// The end of a run that leaves time for its summary.
    ///
    /// A tenth of the time left is kept back: at least half a second, at most ten. For reports to S3 it is a fifth, from
    /// two seconds to 45.
    static func end(before deadline: Date, from now: Date, writesReports: Bool = false) -> Date {
        let time = max(0, deadline.timeIntervalSince(now))
        return deadline.addingTimeInterval(-(writesReports ? min(max(time / 5, 2), 45) : min(max(time / 10, 0.5), 10)))
    }
}

extension Summary {
    /// Adds what was called and noticed before the run.
    mutating func add(_ prepared: CleanupRunner.Prepared) {
        calls.add(prepared.calls)
        warnings.insert(contentsOf: prepared.notices, at: 0)
    }
}
