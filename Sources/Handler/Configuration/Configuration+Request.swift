import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
import Logging

extension Configuration {
    /// Finds out whether an event would be refused.
    ///
    /// - Throws: ``InvalidEvent`` when the event is about a registry that this is not the function of, or brings a policy
    ///   to a run that would delete.
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

    /// Where a run's policy comes from: the event, in a dry run, else what is configured.
    func policySource(for event: Event) -> PolicySource {
        event.overrides.policy.map { .known(.event($0)) } ?? policy
    }

    /// What a run is asked to do, once the environment, the command line and the event have had their say.
    ///
    /// An event can only make a run safer: it can turn deletions off and never on, and narrow what they may reach.
    ///
    /// - Parameter policy: what ``policySource(for:)`` led to.
    /// - Throws: ``InvalidEvent`` as ``check(_:options:)`` does.
    func request(
        for event: Event, policy: ConfiguredPolicy, options: RunOptions = RunOptions(), logger: Logger
    ) throws -> CleanupRequest {
        try check(event, options: options)
        var request = CleanupRequest(policy: policy.policy, trigger: event.trigger, logger: logger)
        request.policyIdentity = policy.identity
        request.isDryRun = isDryRun(for: event, options: options)
        request.action = event.overrides.action ?? .clean
        request.maximumImages = event.overrides.maximumImages
        request.detail = options.keepsEveryImage ? .all : shownDetail(for: event, options: options)
        request.maximumImageReports = options.maximumImageReports
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
        return request
    }

    /// Whether nothing is deleted: unless the environment or the command line says so, and the event does not object.
    func isDryRun(for event: Event, options: RunOptions) -> Bool {
        options.onlyPlans || (isDryRun && !options.deletes) || event.overrides.isDryRun == true
    }

    /// How much the printed summary says about single images.
    func shownDetail(for event: Event, options: RunOptions) -> Detail {
        options.detail ?? event.overrides.detail ?? .selected
    }
}
