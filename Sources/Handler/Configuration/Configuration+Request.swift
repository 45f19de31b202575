import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
import Logging
import Retention

extension Configuration {
    /// Refuses an event that this configuration does not allow.
    ///
    /// - Throws: ``InvalidEvent`` if the event is about another registry, or brings a policy to a run that would
    ///   delete.
    func check(_ event: Event, options: RunOptions = RunOptions()) throws {
        if let region = event.pushed?.region, region != self.region.code {
            throw InvalidEvent(
                "it is about an image in the region \(region.excerpt()), and this cleans the registry in \(self.region)"
            )
        }
        if event.overrides.policy != nil, !isDryRun(for: event, options: options) {
            throw InvalidEvent(
                """
                "policy" is taken for dry runs alone, and this run would delete. Add "dryRun": true to the event, or make \
                the policy the configured one (CLEANUP_POLICY)
                """)
        }
    }

    /// The source of a run's policy.
    ///
    /// It is the event in a dry run, else the configuration.
    func policySource(for event: Event) -> PolicySource {
        event.overrides.policy.map { .known(.event($0)) } ?? policy
    }

    /// Combines the environment, the command line and the event into a request.
    ///
    /// An event can only make a run safer: it can turn deletions off, and narrow their reach.
    ///
    /// - Parameter policy: the policy from ``policySource(for:)``.
    /// - Throws: the same errors as ``check(_:options:)``.
    func request(
        for event: Event, policy: ConfiguredPolicy, options: RunOptions = RunOptions(), logger: Logger
    ) throws -> CleanupRequest {
        try check(event, options: options)
        var request = CleanupRequest(policy: policy.policy, trigger: event.trigger, logger: logger)
        request.policyIdentity = policy.identity
        request.isDryRun = isDryRun(for: event, options: options)
        request.planOrigin = options.planOrigin
        request.action = options.onlyLists ? .listRepositories : event.overrides.action ?? .clean
        request.maximumImages = event.overrides.maximumImages
        request.countsExactBytes = options.countsExactBytes || event.overrides.countsExactBytes == true
        request.detail = options.keepsEveryImage ? .all : shownDetail(for: event, options: options)
        request.maximumImageReports = options.maximumImageReports
        request.audits = options.audits
        if let repositories = event.overrides.repositories { request.narrowing.append(repositories) }
        if !options.repositories.isEmpty { request.narrowing.append(NamePatterns(options.repositories)) }
        if let plan = options.plan {
            request.plan = plan
            request.narrowing.append(NamePatterns(plan.repositories.map(\.name.description)))
        }
        if let pushed = event.pushed {
            request.narrowing.append(NamePatterns(exactly: pushed.name))
            request.registryID = pushed.registryID
            request.regionCode = region.code
        }
        request.isPartOfWhole = options.batch != nil && request.narrowing.isEmpty
        try options.batch?.narrow(&request)
        return request
    }

    /// Whether the run deletes nothing, which is the default.
    ///
    /// An event can't allow deletions.
    func isDryRun(for event: Event, options: RunOptions) -> Bool {
        keepsAll(for: event, options: options) || awaitsApproval(of: event)
    }

    /// Whether the run deletes nothing, whether anybody approved a plan or not.
    private func keepsAll(for event: Event, options: RunOptions) -> Bool {
        options.onlyPlans || (isDryRun && !options.deletes) || event.overrides.isDryRun == true
    }

    /// Whether only the missing approval of a plan makes the run a dry run.
    ///
    /// It is not said of a batch: the plans of a fan-out are approved together, and its last step says how.
    func isOnlyUnapproved(_ event: Event, options: RunOptions) -> Bool {
        options.batch == nil && awaitsApproval(of: event) && !keepsAll(for: event, options: options)
    }

    private func awaitsApproval(of event: Event) -> Bool { requiresApproval && event.overrides.plan == nil }

    /// Refuses a command that would delete without an approved plan.
    ///
    /// - Throws: ``ConfigurationError`` if approval is required.
    func refuseUnapprovedDeletion() throws {
        guard requiresApproval, let reports else { return }
        throw ConfigurationError(
            "REQUIRE_APPROVAL is set, so only an event that names a plan in \(reports.approvedFolder) deletes. Copy a "
                + "run's plan.json there, and invoke the function with {\"plan\": \"\(reports.approvedFolder)plan.json\"}"
        )
    }

    /// The part of the registry that the plan of a run is about.
    ///
    /// The batches of a fan-out together are about all of it.
    func planScope(of request: CleanupRequest, for event: Event, options: RunOptions) -> SavedPlan.Scope {
        if isWhatIf || event.overrides.policy != nil { return .whatIf }
        if request.plan != nil { return .narrowed }
        return request.narrowing.isEmpty || request.isPartOfWhole ? .all : .narrowed
    }

    /// The level of detail about single images in the printed summary.
    func shownDetail(for event: Event, options: RunOptions) -> Detail {
        options.detail ?? event.overrides.detail ?? .selected
    }
}
