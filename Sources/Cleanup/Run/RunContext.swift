import AWSClient
import ECRClient
import Essentials
import Formats
import ImageModel
import Retention

/// The values that all work of one run shares.
struct RunContext: Sendable {
    /// The run's policy, narrowing, limits and logger.
    let request: CleanupRequest
    let clientFactory: any ClientFactory
    let system: SystemContext
    /// The deadline, the counters and the logger of the run's calls.
    let calls: CallContext
    /// The images that the run may still select.
    let budget: ImageBudget
    /// Gets the images of each repository; `nil` if no reports are wanted.
    let reports: RunReportWriter?
    /// The parts of the policy, and of the run's lists of repositories, that matched nothing yet.
    let coverage: CoverageCollector
    /// A permit for each large repository in memory.
    let largeRepositories: AsyncSemaphore
    /// The calls that count exact bytes, which end after half of the run's time.
    ///
    /// The other half is for the cleanup.
    let exactBytesCalls: CallContext
    /// A permit for each call that counts exact bytes.
    let exactBytesPermits = AsyncSemaphore(ExactBytesReader.width)
    /// A permit for each batch in flight.
    let batches = AsyncSemaphore(Executor.width)

    /// Creates the context of a run whose calls are counted by `statistics`.
    ///
    /// - Parameter startedAt: the run's start, which names a run that Lambda gave no id.
    init(
        _ request: CleanupRequest, startedAt: Date, clientFactory: any ClientFactory, statistics: CallStatistics,
        system: SystemContext, reports: RunReportWriter? = nil
    ) {
        self.request = request
        self.clientFactory = clientFactory
        self.system = system
        self.reports = reports
        // Reports and layers take memory, too, so that a function has room for one large repository less.
        largeRepositories = AsyncSemaphore(reports == nil && !request.countsExactBytes ? LargeRepositories.permits : 1)
        calls = CallContext(
            runID: request.requestID ?? startedAt.runID, deadline: request.deadline, statistics: statistics,
            logger: request.logger)
        var exactBytesCalls = calls
        exactBytesCalls.deadline = request.deadline.map {
            startedAt.addingTimeInterval($0.timeIntervalSince(startedAt) / 2)
        }
        self.exactBytesCalls = exactBytesCalls
        budget = ImageBudget(request.effectiveMaximumImages)
        coverage = CoverageCollector(of: request)
    }
}

extension Date {
    /// The id of a run that started then and has no other id, such as `20260131T235959Z`.
    ///
    /// The run's summary shows the same time.
    var runID: String { CivilTime(wholeSecondsOf: self).basicISO8601 }
}

/// The values that the repositories of one registry share during a run.
struct RegistryContext: Sendable {
    /// The registry's client, with the run's deadline and counters.
    let client: ECRClient
    let region: Region
    /// Reads what is in use, once for all repositories.
    let usage: UsageReader
    /// Finds the replicas that lose what a repository loses.
    let replication: ReplicationReader
    /// The values that audits of the repositories share; `nil` in a run without an audit.
    var audit: RegistryAudit?
    /// Reads manifests to count exact bytes; `nil` if they are not counted.
    var exactBytes: ExactBytesReader?
    /// The images in use that repositories were found not to have.
    let missing = MissingImageCollector()
}
