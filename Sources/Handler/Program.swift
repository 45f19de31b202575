import AWSClient
import Cleanup
import Essentials
import HTTPTransport
import LambdaRuntime
import Logging

/// The environment, the system and the output of the process.
///
/// Only `main` makes it, and passes it down.
struct Program: Sendable {
    var environment: [String: String]
    /// The profile that the option `--profile` names, if it was given.
    var profile: String?
    let system: SystemContext
    /// Writes to standard output: a command's result, or help.
    let printOut: @Sendable (Data) throws -> Void
    let standardError: LogSink
    /// The line for a run's progress; `nil` where standard error is no terminal.
    var statusLine: StatusLine?
    /// The terminal that the process has, if any.
    var terminal = Terminal()
    /// Reads a line from standard input; `nil` at its end.
    var readLine: @Sendable () -> String? = { nil }

    /// Makes a logger with the environment's settings.
    ///
    /// On a terminal, lines below `warning` are shown only if the environment asks for them.
    ///
    /// - Parameter level: the level if the environment names none; `nil` for the usual one.
    /// - Throws: ``ConfigurationError`` if a setting is invalid.
    func logger(atLeast level: Logger.Level? = nil) throws -> Logger {
        var configuration: LoggingConfiguration
        do {
            configuration = try LoggingConfiguration(environment: environment)
        } catch {
            throw ConfigurationError("\(error)")
        }
        // On a terminal, problems of repositories are said at the end, and once.
        let quiet: Logger.Level? = statusLine == nil ? level : level == nil ? .warning : .error
        if let quiet, environment["LOG_LEVEL", default: ""].isEmpty { configuration.level = quiet }
        return Logger(label: "ecr-cleanup") { _ in
            LineLogHandler(configuration: configuration, sink: standardError, now: system.now)
        }
    }

    /// Reads the configuration and makes the runner.
    ///
    /// No call is made.
    ///
    /// - Parameters:
    ///   - policyFile: the file that `--policy` names.
    ///   - needsCredentials: whether a run without credentials is refused. Otherwise it fails.
    /// - Throws: ``ConfigurationError`` if a setting is invalid.
    func makeRunner(policyFile: String? = nil, needsCredentials: Bool = false) throws -> CleanupRunner {
        let sharedConfig: SharedConfig
        do {
            sharedConfig = try SharedConfig(environment: environment, profile: profile)
        } catch {
            throw ConfigurationError("\(error)")
        }
        let configuration = try Configuration(
            environment: environment, sharedConfig: sharedConfig, policyFile: policyFile)
        let transport = CurlTransport(
            configuration: TransportConfiguration(
                proxies: ProxySettings(environment: environment), caBundlePath: configuration.caBundlePath))
        let credentials = CachedCredentialProvider(
            CredentialProviderChain.standard(
                try credentialContext(configuration, sharedConfig: sharedConfig, transport: transport)),
            now: system.now)
        let clientFactory = AWSClientFactory(
            configuration, transport: transport, credentials: credentials, system: system)
        var notifier: Notifier?
        if let settings = configuration.notifications {
            let link = Notification.Link(logIn: environment, region: configuration.region)
            notifier = Notifier(
                settings: settings, sns: try clientFactory.notifications(in: settings.region),
                region: configuration.region, links: link.map { [$0] } ?? [])
        }
        return CleanupRunner(
            configuration: configuration, service: CleanupService(clientFactory: clientFactory, system: system),
            policies: PolicyReader(texts: try clientFactory.texts()),
            credentials: needsCredentials ? credentials : nil, objects: try clientFactory.objects(),
            random: system.random, notifier: notifier, now: system.now)
    }

    /// The environment that credentials are looked for in.
    ///
    /// - Throws: ``ConfigurationError`` if a setting of the log is invalid.
    private func credentialContext(
        _ configuration: Configuration, sharedConfig: SharedConfig, transport: any Transport
    ) throws -> CredentialContext {
        let logger = try logger()
        return CredentialContext(
            environment: environment, sharedConfig: sharedConfig, region: configuration.region,
            // Credential endpoints are on this machine or its local link: no proxy reaches them.
            localTransport: CurlTransport(),
            makeClient: { [system] service, region, credentials in
                var settings = try configuration.clientSettings(for: service, in: region)
                // Nothing else happens meanwhile, so a person waits for it.
                (settings.connectTimeout, settings.attemptTimeout) = (.seconds(5), .seconds(15))
                return AWSClient(settings, transport: transport, credentials: credentials, system: system)
                    .scoped(to: CallContext(logger: logger))
            },
            askForCode: terminal.canAsk && terminal.isError
                ? MFAPrompt(printError: printError, readLine: readLine).code : nil,
            system: system, logger: logger)
    }
}
