import Logging

/// The names of log levels in Lambda's words, which know no `notice`.
enum LogLevelName {
    /// The names that a setting may have, from the most talkative.
    static let all = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]

    /// The name that a line of this level bears.
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

    /// Reads a name in any case; swift-log's own are understood too.
    static func level(named name: String) -> Logger.Level? {
        switch name.lowercased() {
        case "warn": .warning
        case "fatal": .critical
        case let name: Logger.Level(rawValue: name)
        }
    }
}
