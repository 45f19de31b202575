public import Essentials
public import Logging
public import Retention

/// What one run is asked to do.
public struct CleanupRequest: Sendable {
    /// The kinds of work.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Apply the policy.
        case clean
        /// Only name the repositories that the policy would be applied to.
        case listRepositories
    }

    /// What to do.
    public var action = Action.clean
    /// The policy.
    public var policy: Policy
    /// Whether nothing is deleted.
    ///
    /// Only an explicit `false` lets anything go.
    public var isDryRun = true
    /// The repositories that the run is narrowed to; each of the lists must agree.
    ///
    /// None means all.
    public var narrowing: [NamePatterns] = []
    /// The saved plan that the run carries out; nothing else goes.
    public var plan: SavedPlan?
    /// The origin of the policy, for the summary.
    public var policyIdentity: PolicyIdentity?
    /// The registry that the run is narrowed to, as an account id.
    public var registryID: String?
    /// The code of the region that the run is narrowed to.
    public var regionCode: String?
    /// The most images that the run may delete or archive, beside the limit that the policy sets; `nil` for any number.
    public var maximumImages: Int?
    /// Which images the summary keeps a report of.
    public var detail = Detail.selected
    /// The most images that the summary keeps a report of; `nil` for any number.
    ///
    /// They are the first in the order of the repositories, and the others are counted. For a run whose output shows no
    /// more of them: there may be millions.
    public var maximumImageReports: Int?
    /// What caused the run.
    public var trigger: Trigger
    /// Lambda's id of the invocation.
    public var requestID: String?
    /// When the run must have ended, by the machine's clock; `nil` for no deadline.
    public var deadline: Date?
    /// Told of what goes on.
    public var logger: Logger

    /// Creates a request for a dry run over everything.
    public init(
        policy: Policy, trigger: Trigger,
        logger: Logger = Logger(label: "cleanup", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.policy = policy
        self.trigger = trigger
        self.logger = logger
    }

    /// Whether the run is about some repositories only.
    var isNarrowed: Bool { !narrowing.isEmpty || registryID != nil || regionCode != nil }

    /// The most images that the run may delete or archive: the smaller of its own limit and the policy's.
    public var effectiveMaximumImages: Int? {
        [maximumImages, policy.limits.maximumImages].compactMap(\.self).min()
    }
}
