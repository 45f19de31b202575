public import Essentials

/// One use of an image by a workload.
public struct ImageUse: Sendable, Hashable {
    /// The time at which a workload last resolved an image's tag.
    ///
    /// The tag may have moved since, even back to an older image.
    public enum Start: Sendable, Hashable {
        /// The tag is not resolved yet.
        case pending
        /// The workload started at this time.
        case at(Date)
        /// The workload may have started at any time.
        case unknown

        /// Takes a time that a source reports.
        ///
        /// An absent or impossible time is unknown: before there was ECR, or in the future.
        public init(reportedAt time: Date?, now: Date) {
            guard let time, time >= .beginningOfECR, time <= now.addingTimeInterval(ClockTolerance.maximumOffset) else {
                self = .unknown
                return
            }
            self = .at(time)
        }

        /// Takes a time that a source reports, in seconds since 1970.
        public init(reportedAt seconds: Double?, now: Date) {
            self.init(reportedAt: seconds.map { Date(timeIntervalSince1970: $0) }, now: now)
        }
    }

    /// The image, as the workload names it.
    public var reference: ImageReference
    /// The digest that the workload got, if the source reports it.
    ///
    /// It is the digest of an index, or of one of its manifests.
    public var resolvedDigest: ImageDigest?
    /// Whether the workload runs, or may start without resolving the tag again.
    ///
    /// It is `false` for a definition that nothing runs.
    public var isRunning: Bool
    /// The start of the workload; `nil` for a definition that nothing runs.
    ///
    /// If the digest is unknown, the workload may run any image pushed before this time.
    public var start: Start?
    /// Whether the image has to be in its repository, since a workload that runs or is due to start names it.
    ///
    /// A definition that nothing runs may name an image that is long gone.
    public var isExpected: Bool
    /// The workload in words, such as `ECS task arn:aws:ecs:…`.
    public var user: String

    /// Creates a use.
    ///
    /// - Parameters:
    ///   - start: the time of the start; by default unknown for a running workload.
    ///   - isExpected: whether the image has to be there; by default that of a running workload.
    public init(
        reference: ImageReference, resolvedDigest: ImageDigest? = nil, isRunning: Bool, start: Start? = nil,
        isExpected: Bool? = nil, user: String
    ) {
        self.reference = reference
        self.resolvedDigest = resolvedDigest
        self.isRunning = isRunning
        self.start = start ?? (isRunning ? .unknown : nil)
        self.isExpected = isExpected ?? isRunning
        self.user = user
    }

    /// The digest in use, if known.
    public var digest: ImageDigest? { resolvedDigest ?? reference.digest }
}
