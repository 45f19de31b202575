import Logging

/// Lambda's names of log levels, which lack `notice`.
enum LogLevelName {
    /// The names for settings, from the most verbose level.
    static let all = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]

    /// The level's name in log lines.
    static func name(of level: Logger.Level) -> String {
        switch level {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }

    /// Reads a name in any case, also one of swift-log's.
    static func level(named name: String) -> Logger.Level? {
        switch name.lowercased() {
        case "warn": .warning
        case "fatal": .critical
        case let name: Logger.Level(rawValue: name)
        }
    }
}
