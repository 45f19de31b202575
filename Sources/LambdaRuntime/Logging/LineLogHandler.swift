public import Essentials
import Formats
public import Logging

/// A log handler that writes each record as one line: an object of JSON, or text.
///
/// Nothing that is logged can begin a line of its own, in CloudWatch a record of its own: line feeds and other control
/// characters are escaped. Metadata never takes the place of the time, the level or the message.
public struct LineLogHandler: LogHandler {
    /// The least grave level that is logged.
    public var logLevel: Logger.Level
    /// What every line carries beside its message.
    public var metadata: Logger.Metadata = [:]
    /// What adds metadata when a line is written, from the task's context.
    public var metadataProvider: Logger.MetadataProvider?

    private let format: LogFormat
    private let sink: LogSink
    private let now: @Sendable () -> Date

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - configuration: The level and the format.
    ///   - sink: Where the lines go.
    ///   - now: The wall clock that the lines are stamped by.
    public init(configuration: LoggingConfiguration, sink: LogSink, now: @escaping @Sendable () -> Date) {
        self.logLevel = configuration.level
        self.format = configuration.format
        self.sink = sink
        self.now = now
    }

    /// One of the facts that every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record, whatever its level: the logger has compared that already.
    public func log(event: LogEvent) {
        var metadata = metadata
        // From the general to the particular: what the record itself says of a key holds.
        for more in [metadataProvider?.get(), event.metadata] {
            metadata.merge(more ?? [:]) { $1 }
        }
        if let error = event.error, metadata[LogKey.error] == nil {
            metadata[LogKey.error] = .string(String(describing: error))
        }
        let line = LogLine(
            timestamp: CivilTime(now()).iso8601WithMilliseconds, level: LogLevelName.name(of: event.level),
            message: event.message.description, metadata: metadata)
        switch format {
        case .json: sink.append(line.json)
        case .text: sink.append(line.text)
        }
    }
}

extension Logger {
    /// Creates a logger that writes lines as ``LineLogHandler`` does.
    ///
    /// - Parameters:
    ///   - label: The logger's name, which the lines don't bear.
    ///   - configuration: The level and the format.
    ///   - sink: Where the lines go.
    ///   - now: The wall clock that the lines are stamped by.
    public init(
        label: String, configuration: LoggingConfiguration, sink: LogSink, now: @escaping @Sendable () -> Date
    ) {
        let handler = LineLogHandler(configuration: configuration, sink: sink, now: now)
        self.init(label: label, factory: { _ in handler })
    }
}
