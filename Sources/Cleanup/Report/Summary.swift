public import AWSClient
public import Essentials

/// The result of a run, which is printed and returned to Lambda.
public struct Summary: Sendable {
    /// The status of a run.
    public enum Status: String, Sendable, Hashable {
        /// Every repository succeeded, maybe with images left to the next run.
        case succeeded
        /// Some repositories or images did not succeed.
        case partial
        /// Some work was not finished, for example because time ran out.
        case incomplete
        /// Nothing could be done.
        case failed
    }

    /// The version of the summary's format.
    public static let schemaVersion = 1

    /// The registry's price for a gigabyte and month, in US dollars.
    ///
    /// - SeeAlso: [Amazon ECR pricing](https://aws.amazon.com/ecr/pricing/)
    public static let pricePerGigabyteMonth = 0.10

    /// The version of the program, if it is known.
    public var version: String?
    /// The status of the run.
    public var status = Status.succeeded
    /// The reason that the run as a whole did not succeed.
    public var reason: String?
    /// Whether the run was a dry run.
    public var isDryRun: Bool
    /// The most images that the whole run may delete or archive.
    ///
    /// `nil` means no limit.
    public var maximumImages: Int?
    /// The kind of work; `nil` if no work could be begun.
    public var action: CleanupRequest.Action?
    /// The cause of the run.
    public var trigger: Trigger
    /// The origin of the policy; `nil` if no policy was read.
    public var policyIdentity: PolicyIdentity?
    /// The policies in words, for a report with every image.
    public var policies: [PolicyDescription] = []
    /// The comparison of the saved plan with the present selection.
    public var plan: PlanComparison?
    /// The address and the checksum of the saved plan, if the event named it.
    public var planOrigin: PlanOrigin?
    /// The part of the registry that the run's own plan is about.
    public var planScope = SavedPlan.Scope.all
    /// The announcement that the policy asks for, if it does.
    public var announcement: Announcement.Report?
    /// The reports in S3; `nil` if the run writes none.
    public var reports: WrittenReports?
    /// Lambda's id of the invocation.
    public var requestID: String?
    /// The start of the run by the machine's clock.
    public var startedAt: Date
    /// The duration of the run, in seconds.
    public var duration: Double = 0
    /// The repositories, in order of their names.
    public var repositories: [RepositoryReport] = []
    /// The registries with these repositories, in a run that only lists.
    public var registries: [ListedRegistry] = []
    /// The result of the fan-out, in the summary of all its batches.
    public var fanOut: FanOutOutcome?
    /// The status of each registry that could not be listed or reached.
    public var registryStatuses: [RepositoryReport.Status] = []
    /// The results of the sources of usage, ordered by name.
    public var sources: [SourceReport] = []
    /// The images in use that their repositories do not have, in order.
    public var missing: [MissingImage] = []
    /// The reasons for which more images may be missing, in order.
    public var missingUnknown: [String] = []
    /// Whether the run read more than it needs, for advice.
    public var isAudit = false
    /// The advice about the registries, in order.
    public internal(set) var advice: [Advice] = []
    /// The number of pieces of advice that were left out before.
    public internal(set) var omittedAdvice = 0
    /// The warnings for the user, which are not failures.
    public var warnings: [String] = []
    /// The counts of the calls to AWS.
    public var calls = CallStatistics.Snapshot()

    /// Creates the summary of a run that has just begun.
    public init(isDryRun: Bool, trigger: Trigger, requestID: String?, startedAt: Date) {
        self.isDryRun = isDryRun
        self.trigger = trigger
        self.requestID = requestID
        self.startedAt = startedAt
    }

    /// The counts of all repositories.
    public var totals: ImageCounts {
        repositories.reduce(into: ImageCounts()) { $0 += $1.counts }
    }

    /// The monthly price of the selected images, at most.
    ///
    /// Layers that images share are counted in each of them.
    public var estimatedMonthlySavings: Double { Self.monthlyCost(ofBytes: totals.bytesSelected) }

    /// The bytes of all repositories with each layer counted once; `nil` if layers were not counted.
    public var exactBytes: ExactBytes? { ExactBytes.total(of: repositories) }

    /// The monthly price of storing so many bytes, in US dollars.
    public static func monthlyCost(ofBytes bytes: Int64) -> Double {
        Double(bytes) / Double(1 << 30) * pricePerGigabyteMonth
    }

    /// Derives the run's status from those of its repositories and registries.
    mutating func settle(_ statuses: [RepositoryReport.Status]) {
        let statuses = Set(statuses)
        if statuses.isSubset(of: [.succeeded]) {
            status = .succeeded
        } else if statuses.contains(.incomplete) {
            status = .incomplete
        } else if statuses.isSubset(of: [.failed]) {
            status = .failed
        } else {
            status = .partial
        }
    }
}
