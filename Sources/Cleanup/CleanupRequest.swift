public import Essentials
public import Logging
public import Retention

/// The request for one run.
public struct CleanupRequest: Sendable {
    /// The kinds of work.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Apply the policy.
        case clean
        /// Only name the repositories that the policy applies to.
        case listRepositories
    }

    /// The kind of work.
    public var action = Action.clean
    /// The policy.
    public var policy: Policy
    /// Whether nothing is deleted.
    ///
    /// Only an explicit `false` allows deletions.
    public var isDryRun = true
    /// The repositories that the run is limited to.
    ///
    /// Each of the lists must select a repository. Without a list, all repositories are selected.
    public var narrowing: [NamePatterns] = []
    /// The saved plan that the run carries out; no other image goes.
    public var plan: SavedPlan?
    /// The address and the checksum of the saved plan, if the event named it.
    public var planOrigin: PlanOrigin?
    /// The plan that announced what may go, if the policy asks for an announcement.
    public var announcement: Announcement?
    /// The part of the registry that the run's own plan is about.
    public var planScope = SavedPlan.Scope.all
    /// The origin of the policy, for the summary.
    public var policyIdentity: PolicyIdentity?
    /// The account id of the registry that the run is limited to.
    public var registryID: String?
    /// The code of the region that the run is limited to.
    public var regionCode: String?
    /// The run's own limit on images to delete or archive.
    ///
    /// The policy's limit applies too; `nil` means no limit.
    public var maximumImages: Int?
    /// Whether each layer is counted once, by reading the manifests of all images.
    public var countsExactBytes = false
    /// The images that the summary reports one by one.
    public var detail = Detail.selected
    /// The most images that the summary reports; `nil` means no limit.
    ///
    /// The first ones in the order of the repositories are reported, and the others are counted. The limit is for a run
    /// whose output shows no more images: there may be millions.
    public var maximumImageReports: Int?
    /// The cause of the run.
    public var trigger: Trigger
    /// Lambda's id of the invocation.
    public var requestID: String?
    /// The run's deadline by the machine's clock, or `nil` for none.
    public var deadline: Date?
    /// The logger of the run.
    public var logger: Logger
    /// Whether more is read than the run needs, to find what is wrong with the registry.
    public var audits = false
    /// Counts the run's progress; `nil` where nobody watches.
    public var progress: RunProgress?

    /// Creates a request for a dry run over everything.
    public init(
        policy: Policy, trigger: Trigger,
        logger: Logger = Logger(label: "cleanup", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.policy = policy
        self.trigger = trigger
        self.logger = logger
    }

    /// Whether the run is a part of one that covers everything.
    ///
    /// Such a run looks for images in use that are gone, as the whole run would.
    public var isPartOfWhole = false

    /// Whether usage is read only where something would go.
    var readsUsageWhereNeeded: Bool { isNarrowed && !isPartOfWhole }

    /// Whether the run is limited to some repositories.
    var isNarrowed: Bool { !narrowing.isEmpty || registryID != nil || regionCode != nil }

    /// The most images that the run may delete or archive.
    ///
    /// It is the smaller of the run's own limit and the policy's.
    public var effectiveMaximumImages: Int? {
        [maximumImages, policy.limits.maximumImages].compactMap(\.self).min()
    }
}
