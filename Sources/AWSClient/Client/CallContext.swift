public import Essentials
public import Logging

/// The run that calls belong to: until when they may last, who counts them, and who is told of them.
public struct CallContext: Sendable {
    /// When the run must end, by the machine's clock.
    ///
    /// No call outlasts it. `nil` for no deadline.
    public var deadline: Date?

    /// Counts the run's calls.
    public var statistics: CallStatistics

    /// Told of every attempt at `debug`, of every retry at `info`.
    public var logger: Logger

    /// Asked just before each attempt is sent, after it waited for its turn: whether it is still to be made.
    ///
    /// A no ends the call: with ``AWSError/Code/outdated``, or with the last attempt's error and
    /// ``AWSError/isRetryLeft``.
    var isStillWanted: @Sendable () -> Bool = { true }

    /// Creates a scope.
    public init(
        deadline: Date? = nil, statistics: CallStatistics = CallStatistics(),
        logger: Logger = Logger(label: "aws", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.deadline = deadline
        self.statistics = statistics
        self.logger = logger
    }
}
