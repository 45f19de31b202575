/// The names that every log line's facts go by, as Lambda reads and filters them.
///
/// - SeeAlso: [Lambda's log-level filtering](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html)
public enum LogKey {
    /// When, in ISO 8601 with milliseconds.
    public static let timestamp = "timestamp"
    /// How grave: `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`.
    public static let level = "level"
    /// What happened.
    public static let message = "message"
    /// The invocation that it happened in.
    ///
    /// A logger carries it as metadata of this name.
    public static let requestID = "requestId"
    /// The error that was logged with the message.
    public static let error = "error"
}
