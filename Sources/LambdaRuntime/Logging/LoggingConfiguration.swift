public import Logging

/// The level and format of the log, from the environment.
///
/// | variable | values | |
/// | --- | --- | --- |
/// | `AWS_LAMBDA_LOG_FORMAT` | `JSON`, `Text` | Lambda's own setting; by default JSON in Lambda, text elsewhere |
/// | `AWS_LAMBDA_LOG_LEVEL` | `TRACE` … `FATAL` | Lambda's own setting, which overrides `LOG_LEVEL` |
/// | `LOG_LEVEL` | `TRACE` … `FATAL` | by default `INFO` |
///
/// Values may have any case; an empty value counts as absent.
public struct LoggingConfiguration: Sendable, Hashable {
    /// The format of a line.
    public var format: LogFormat
    /// The lowest level that is logged.
    public var level: Logger.Level

    /// Creates a configuration.
    public init(format: LogFormat, level: Logger.Level) {
        self.format = format
        self.level = level
    }

    /// Reads the configuration from the environment's variables.
    ///
    /// - Throws: ``LoggingConfigurationError`` if an effective setting has an unknown value.
    public init(environment: [String: String]) throws(LoggingConfigurationError) {
        func value(_ variable: String) -> String? {
            environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        format = value("AWS_LAMBDA_RUNTIME_API") == nil ? .text : .json
        if let name = value("AWS_LAMBDA_LOG_FORMAT") {
            guard let format = LogFormat(name: name) else {
                let allowed = LogFormat.allCases.map(\.rawValue)
                throw LoggingConfigurationError(variable: "AWS_LAMBDA_LOG_FORMAT", value: name, allowed: allowed)
            }
            self.format = format
        }
        level = .info
        let variable = value("AWS_LAMBDA_LOG_LEVEL") == nil ? "LOG_LEVEL" : "AWS_LAMBDA_LOG_LEVEL"
        if let name = value(variable) {
            guard let level = LogLevelName.level(named: name) else {
                throw LoggingConfigurationError(variable: variable, value: name, allowed: LogLevelName.all)
            }
            self.level = level
        }
    }
}

/// A logging variable with an unknown value.
public struct LoggingConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable's name.
    public let variable: String
    /// The variable's value.
    public let value: String
    /// The allowed values, in any case.
    public let allowed: [String]

    /// The problem and the remedy.
    public var description: String {
        "\(variable) is \"\(value)\"; set it to one of \(allowed.joined(separator: ", ")), or unset it"
    }
}
