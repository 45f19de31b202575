public import Essentials
import Formats
public import Logging

/// A log handler that writes each record as one line, JSON or text.
///
/// A logged value can't begin a new line, which CloudWatch would take for a new record: control characters are escaped.
/// Metadata never replaces the time, the level or the message.
public struct LineLogHandler: LogHandler {
    /// The lowest level that is logged.
    public var logLevel: Logger.Level
    /// The metadata for every line.
    public var metadata: Logger.Metadata = [:]
    /// The source of metadata from the task's context, for each line.
    public var metadataProvider: Logger.MetadataProvider?

    private let format: LogFormat
    private let sink: LogSink
    private let now: @Sendable () -> Date

    /// Creates a handler.
    ///
    /// - Parameters:
    /// - configuration: the level and the format.
    /// - sink: the destination of the lines.
    /// - now: the wall clock for the lines' timestamps.
    public init(configuration: LoggingConfiguration, sink: LogSink, now: @escaping @Sendable () -> Date) {
        self.logLevel = configuration.level
        self.format = configuration.format
        self.sink = sink
        self.now = now
    }

    /// An entry of the metadata for every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record of any level: the logger has checked the level already.
    public func log(event: LogEvent) {
        var metadata = metadata
        // From general to specific: the record's own value for a key takes precedence.
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
    /// - label: the logger's name, which the lines omit.
    /// - configuration: the level and the format.
    /// - sink: the destination of the lines.
    /// - now: the wall clock for the lines' timestamps.
    public init(
        label: String, configuration: LoggingConfiguration, sink: LogSink, now: @escaping @Sendable () -> Date
    ) {
        let handler = LineLogHandler(configuration: configuration, sink: sink, now: now)
        self.init(label: label, factory: { _ in handler })
    }
}
