import AWSClient
import Cleanup
import HTTPTransport
import LambdaRuntime
import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension Program {
    /// Answers Lambda's events for the life of the process.
    ///
    /// - Parameter address: the host and port of the Runtime API.
    func serveLambda(at address: String) async -> LambdaRuntime.ExitStatus {
        // A logging setting that can't be read becomes an initialization error, logged with the defaults.
        let logger: Logger
        let loggingError: (any Error)?
        do {
            (logger, loggingError) = (try self.logger(), nil)
        } catch {
            let handler = LineLogHandler(
                configuration: LoggingConfiguration(format: .json, level: .info), sink: standardError,
                now: system.now)
            (logger, loggingError) = (Logger(label: "ecr-cleanup") { _ in handler }, error)
        }
        // The Runtime API is on this machine: proxies don't apply.
        let runtime = LambdaRuntime(
            api: RuntimeAPIClient(address: address, transport: CurlTransport()),
            logger: logger,
            setTraceID: { traceID in
                if let traceID {
                    setenv("_X_AMZN_TRACE_ID", traceID, 1)
                } else {
                    unsetenv("_X_AMZN_TRACE_ID")
                }
            },
            now: system.now)
        return await runtime.run {
            if let loggingError { throw loggingError }
            let runner = try makeRunner()
            await runner.service.warmUp()
            logger.info("ecr-cleanup \(Self.version) is ready")
            let name = environment["AWS_LAMBDA_FUNCTION_NAME"].flatMap { $0.isEmpty ? nil : $0 }
            return CleanupFunction(
                runner: runner, metrics: name.map(EmbeddedMetrics.init(functionName:)), printOut: printOut)
        }
    }
}
