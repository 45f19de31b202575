import Logging
import Testing

@testable import LambdaRuntime

@Suite("Logging's settings")
struct LoggingConfigurationTests {
    private static let lambda = ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"]

    @Test("Without settings it is text at info locally, and JSON at info in Lambda")
    func defaults() throws {
        #expect(try LoggingConfiguration(environment: [:]) == LoggingConfiguration(format: .text, level: .info))
        #expect(try LoggingConfiguration(environment: Self.lambda) == LoggingConfiguration(format: .json, level: .info))
    }

    @Test(
        "Lambda's format is taken in any case, in Lambda and elsewhere",
        arguments: [
            ("JSON", LogFormat.json), ("json", .json), ("Json", .json), ("Text", .text), ("TEXT", .text),
            ("text", .text),
        ])
    func format(value: String, format: LogFormat) throws {
        let setting = ["AWS_LAMBDA_LOG_FORMAT": value]
        #expect(try LoggingConfiguration(environment: setting).format == format)
        #expect(try LoggingConfiguration(environment: Self.lambda.merging(setting) { $1 }).format == format)
    }

    @Test(
        "Either variable takes Lambda's levels in any case, and swift-log's",
        arguments: [
            ("TRACE", Logger.Level.trace), ("debug", .debug), ("Info", .info), ("INFO", .info), ("WARN", .warning),
            ("warn", .warning), ("ERROR", .error), ("FATAL", .critical), ("notice", .notice), ("Warning", .warning),
            ("critical", .critical),
        ], ["LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL"])
    func level(setting: (value: String, level: Logger.Level), variable: String) throws {
        #expect(try LoggingConfiguration(environment: [variable: setting.value]).level == setting.level)
    }

    @Test("Lambda's level wins over LOG_LEVEL, even over one that means nothing", arguments: ["TRACE", "loud"])
    func precedence(own: String) throws {
        let environment = ["LOG_LEVEL": own, "AWS_LAMBDA_LOG_LEVEL": "ERROR"]
        #expect(try LoggingConfiguration(environment: environment).level == .error)
    }

    @Test("An empty setting counts as absent")
    func empty() throws {
        let environment = [
            "LOG_LEVEL": "debug", "AWS_LAMBDA_LOG_LEVEL": "", "AWS_LAMBDA_LOG_FORMAT": "", "AWS_LAMBDA_RUNTIME_API": "",
        ]
        #expect(
            try LoggingConfiguration(environment: environment) == LoggingConfiguration(format: .text, level: .debug))
        #expect(try LoggingConfiguration(environment: ["LOG_LEVEL": ""]).level == .info)
    }

    @Test(
        "An unknown value is an error that names the variable, the value and what is allowed",
        arguments: [
            ("LOG_LEVEL", "loud", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
            ("AWS_LAMBDA_LOG_LEVEL", "7", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
            ("LOG_LEVEL", " info", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
            ("AWS_LAMBDA_LOG_FORMAT", "xml", ["JSON", "Text"]),
        ])
    func unknown(variable: String, value: String, allowed: [String]) throws {
        let error = try #require(throws: LoggingConfigurationError.self) {
            try LoggingConfiguration(environment: [variable: value])
        }
        #expect(error == LoggingConfigurationError(variable: variable, value: value, allowed: allowed))
        for word in [variable, value] + allowed { #expect(error.description.contains(word)) }
    }
}
