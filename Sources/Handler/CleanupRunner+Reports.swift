import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
import Retention
import S3Client

/// The reports that a run writes to S3.
struct RunReports: Sendable {
    /// Writes them.
    let writer: RunReportWriter
    /// Counts the calls that this takes.
    let calls: CallStatistics
}

/// Plans and reports in S3.
extension CleanupRunner {
    /// Reads the plan that an event names, and checks it.
    ///
    /// - Parameter options: gets the plan, if there is one.
    /// - Throws: ``ConfigurationError`` if the plan is refused. `AWSError`, `CancellationError`.
    func readPlan(
        of event: Event, policy: ConfiguredPolicy, into options: inout RunOptions, _ context: CallContext
    ) async throws {
        guard let address = event.overrides.plan else { return }
        let check = planCheck(address.description)
        if let reports = configuration.reports, configuration.requiresApproval {
            guard reports.isApproved(address) else {
                throw check.refused(
                    "REQUIRE_APPROVAL is set, and only what lies in \(reports.approvedFolder) is approved")
            }
            guard !configuration.isWhatIf else {
                throw check.refused("REQUIRE_APPROVAL is set, so only the configured policy counts. Leave out --policy")
            }
        }
        let plan = try await storedPlans(context, bucket: address.bucket).plan(at: address)
        try check.age(of: plan)
        if configuration.requiresApproval { try check.scope(of: plan) }
        try check.policy(policy.identity, against: plan)
        options.plan = plan
        options.planOrigin = PlanOrigin(address: address.description, checksum: try plan.checksum())
    }

    /// The checks of a plan that an event names.
    func planCheck(_ address: String) -> PlanCheck {
        PlanCheck(name: address, advice: "Approve a newer plan", now: now())
    }

    private func storedPlans(_ context: CallContext, bucket: String) throws -> StoredPlans {
        guard let objects else { throw ConfigurationError("a plan can't be read: there is no client for S3") }
        return StoredPlans(
            objects: objects.scoped(to: context),
            bucketOwner: bucket == configuration.reports?.bucket ? configuration.reports?.bucketOwner : nil)
    }

    /// Finds out what was announced, if the policy asks for that.
    ///
    /// - Throws: ``ConfigurationError`` without `REPORTS`. `AWSError`.
    func addAnnouncement(to request: inout CleanupRequest, _ context: CallContext) async throws {
        guard let days = request.policy.limits.announceDays else { return }
        guard let reports = configuration.reports else {
            throw ConfigurationError(
                "the policy's limits.announceDays needs REPORTS, where plans are kept: set REPORTS=s3://BUCKET/PREFIX")
        }
        guard request.action == .clean, let policy = request.policyIdentity else { return }
        request.announcement = try await storedPlans(context, bucket: reports.bucket)
            .announcement(in: reports, days: days, policy: policy, narrowing: request.narrowing, now: now())
    }

    /// Prepares the reports of a run that applies a policy; `nil` if none are wanted.
    func reports(
        of request: CleanupRequest, _ options: RunOptions, startedAt: Date, deadline: Date?
    ) throws -> RunReports? {
        guard let settings = configuration.reports, let objects, let policy = request.policyIdentity,
            request.action == .clean
        else { return nil }
        let id = request.requestID ?? Hex.encode((0..<8).map { _ in UInt8(random() * 256) })
        let folder = RunFolder(startedAt: startedAt, id: id, scope: request.planScope, fanOut: options.fanOut)
        let context = CallContext(
            // The summary is still to be printed.
            deadline: deadline?.addingTimeInterval(-0.5), logger: request.logger)
        let store = S3ReportStore(settings: settings, objects: objects.scoped(to: context), folder: folder)
        var head = SavedPlan(
            version: Program.version, createdAt: startedAt, scope: request.planScope, policy: policy, repositories: [])
        head.run = folder.name
        let writer = RunReportWriter(
            store: store, folder: folder.batch, plan: head, isDryRun: request.isDryRun, now: now)
        return RunReports(writer: writer, calls: context.statistics)
    }

    /// Checks that a run reaches the registries of the plan that its event names.
    ///
    /// A batch of a fan-out need not reach all of them.
    ///
    /// - Parameter prepared: gets the calls that the check takes.
    func checkRegistries(of prepared: inout Prepared, _ options: RunOptions) async throws {
        guard let plan = prepared.request?.plan, let origin = prepared.request?.planOrigin, options.batch == nil,
            let listing = prepared.listing(of: plan).request
        else { return }
        let reached = await service.run(listing)
        prepared.calls.add(reached.calls)
        try planCheck(origin.address).registries(of: reached, against: plan)
    }

    /// Carries out a run, and writes its reports.
    func reportedRun(_ request: CleanupRequest, _ prepared: Prepared) async -> Summary {
        guard let reports = prepared.reports else {
            var summary = await service.run(request)
            summary.add(prepared)
            return summary
        }
        var summary: Summary
        if let failure = await failureToBegin(reports.writer, request), needsReport(request) {
            summary = Summary(
                isDryRun: false, trigger: request.trigger, requestID: request.requestID, startedAt: now())
            (summary.status, summary.action) = (.failed, request.action)
            (summary.policyIdentity, summary.planOrigin) = (request.policyIdentity, request.planOrigin)
            summary.reason =
                "no report could be begun: \(failure). Nothing was deleted, since the run must be on "
                + "record first"
        } else {
            summary = await service.run(request, reports: reports.writer)
        }
        summary.add(prepared)
        summary = await reports.writer.finish(summary) { [configuration] summary in
            prepared.isOnlyUnapproved ? configuration.approvalNotice(for: summary) : nil
        }
        summary.calls.add(reports.calls.snapshot)
        return summary
    }

    /// Puts a run that may delete on record, and returns the error if that fails.
    private func failureToBegin(_ writer: RunReportWriter, _ request: CleanupRequest) async -> (any Error)? {
        guard !request.isDryRun else { return nil }
        do {
            try await writer.begin(request)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a run may delete only after its beginning is on record.
    private func needsReport(_ request: CleanupRequest) -> Bool {
        configuration.requiresApproval || request.policy.limits.announceDays != nil
    }
}
