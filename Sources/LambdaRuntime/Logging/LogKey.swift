/// The names of a log line's members, as Lambda reads and filters them.
///
/// - SeeAlso: [Lambda's log-level filtering](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html)
public enum LogKey {
    /// The time, in ISO 8601 with milliseconds.
    public static let timestamp = "timestamp"
    /// The level: `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`.
    public static let level = "level"
    /// The text of the record.
    public static let message = "message"
    /// The id of the invocation.
    ///
    /// Loggers carry it as metadata of this name.
    public static let requestID = "requestId"
    /// The error logged with the message.
    public static let error = "error"
}
