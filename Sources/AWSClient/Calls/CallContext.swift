public import Essentials
public import Logging

/// The run that calls belong to: its deadline, counters and logger.
public struct CallContext: Sendable {
    /// The run's id, or `nil` if the calls belong to no run.
    ///
    /// Sessions of assumed roles are named after it.
    public var runID: String?

    /// The run's deadline by the machine's clock, or `nil` for none.
    ///
    /// No call outlasts the deadline.
    public var deadline: Date?

    /// The counters of the run's calls.
    public var statistics: CallStatistics

    /// The log of attempts (at `debug`) and retries (at `info`).
    public var logger: Logger

    /// Whether an attempt is still to be sent.
    ///
    /// The client asks just before each attempt, after the attempt waited for its turn. `false` ends the call with
    /// ``AWSError/Code/outdated`` or the last attempt's error, and with ``AWSError/isRetryLeft``.
    var isStillWanted: @Sendable () async -> Bool = { true }

    /// Creates a context.
    public init(
        runID: String? = nil, deadline: Date? = nil, statistics: CallStatistics = CallStatistics(),
        logger: Logger = Logger(label: "aws", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.runID = runID
        self.deadline = deadline
        self.statistics = statistics
        self.logger = logger
    }
}
