public import Logging

/// What is logged, and how it looks, by the environment's settings.
///
/// | variable | values | |
/// | --- | --- | --- |
/// | `AWS_LAMBDA_LOG_FORMAT` | `JSON`, `Text` | Lambda's own setting; without it JSON in Lambda, text elsewhere |
/// | `AWS_LAMBDA_LOG_LEVEL` | `TRACE` … `FATAL` | Lambda's own setting, before `LOG_LEVEL` |
/// | `LOG_LEVEL` | `TRACE` … `FATAL` | info without it |
///
/// Values are read in any case; an empty one counts as absent.
public struct LoggingConfiguration: Sendable, Hashable {
    /// How a line looks.
    public var format: LogFormat
    /// The least grave level that is logged.
    public var level: Logger.Level

    /// Creates a configuration.
    public init(format: LogFormat, level: Logger.Level) {
        self.format = format
        self.level = level
    }

    /// Reads the configuration from the environment's variables.
    ///
    /// - Throws: ``LoggingConfigurationError`` when a setting that counts has an unknown value.
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

/// A logging variable with a value that means nothing.
public struct LoggingConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable's name.
    public let variable: String
    /// The value that it has.
    public let value: String
    /// The values that it may have, in any case.
    public let allowed: [String]

    /// What is wrong, and what to do about it.
    public var description: String {
        "\(variable) is \"\(value)\"; set it to one of \(allowed.joined(separator: ", ")), or unset it"
    }
}
