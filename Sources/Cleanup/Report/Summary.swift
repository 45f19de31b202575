public import AWSClient
public import Essentials

/// What a run did: what is printed, and what Lambda is answered.
public struct Summary: Sendable {
    /// How the run went.
    public enum Status: String, Sendable, Hashable {
        /// Every repository succeeded, also where the run's limit left images to the next run.
        case succeeded
        /// Some repositories or images did not.
        case partial
        /// Time ran out.
        case incomplete
        /// Nothing could be done.
        case failed
    }

    /// The version of the summary's form.
    public static let schemaVersion = 1

    /// What the registry charges for a gigabyte and month, in US dollars.
    ///
    /// - SeeAlso: [Amazon ECR pricing](https://aws.amazon.com/ecr/pricing/)
    public static let pricePerGigabyteMonth = 0.10

    /// The version of the program; `nil` where that is not known.
    public var version: String?
    /// How the run went.
    public var status = Status.succeeded
    /// Why it did not succeed as a whole, for a person.
    public var reason: String?
    /// Whether nothing was to be deleted.
    public var isDryRun: Bool
    /// The most images that the whole run may delete or archive; `nil` for any number.
    public var maximumImages: Int?
    /// What was done; `nil` where nothing was to do, or nothing could be begun.
    public var action: CleanupRequest.Action?
    /// What caused the run.
    public var trigger: Trigger
    /// The origin of the policy; `nil` where none was read.
    public var policyIdentity: PolicyIdentity?
    /// The saved plan that was carried out, compared with what the policy selects now.
    public var plan: PlanComparison?
    /// Lambda's id of the invocation.
    public var requestID: String?
    /// When the run began, by the machine's clock.
    public var startedAt: Date
    /// How long it took, in seconds.
    public var duration: Double = 0
    /// The repositories, in order of their names.
    public var repositories: [RepositoryReport] = []
    /// How registries went that could not be listed or reached, one entry each.
    public var registryStatuses: [RepositoryReport.Status] = []
    /// What was asked about uses, in the order of the sources' names.
    public var sources: [SourceReport] = []
    /// What a person should know, though nothing failed by it.
    public var warnings: [String] = []
    /// What was asked of AWS.
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

    /// The monthly price of the selected images, at most: layers that images share are counted in each of them.
    public var estimatedMonthlySavings: Double { Self.monthlyCost(ofBytes: totals.bytesSelected) }

    /// The price of storing so many bytes for a month, in US dollars.
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
