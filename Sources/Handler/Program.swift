import AWSClient
import Cleanup
import ECRClient
import HTTPTransport
import LambdaRuntime
import Logging
import SSMClient
import STSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the process was started with.
///
/// Only `main` makes one; everything below is handed what it needs.
struct Program: Sendable {
    let environment: [String: String]
    let surroundings: Surroundings
    /// Writes to standard output: the summary, or the help that was asked for.
    let printOut: @Sendable (Data) throws -> Void
    let standardError: LogSink

    /// A logger by the environment's settings.
    ///
    /// - Throws: ``LoggingConfigurationError``.
    func logger() throws -> Logger {
        let configuration = try LoggingConfiguration(environment: environment)
        return Logger(label: "ecr-cleanup") { _ in
            LineLogHandler(configuration: configuration, sink: standardError, now: surroundings.now)
        }
    }

    /// Reads the configuration and puts the program together.
    ///
    /// Nothing is called.
    ///
    /// - Parameter policyFile: the file that `--policy` names.
    /// - Throws: ``ConfigurationError``.
    func makeRunner(policyFile: String? = nil) throws -> CleanupRunner {
        let sharedConfig: SharedConfig
        do {
            sharedConfig = try SharedConfig(environment: environment)
        } catch {
            throw ConfigurationError("\(error)")
        }
        let configuration = try Configuration(
            environment: environment, sharedConfig: sharedConfig, policyFile: policyFile)
        // Credential endpoints are on this machine or its link: no proxy reaches them.
        let direct = CurlTransport()
        let credentials = CachedCredentialProvider(
            CredentialProviderChain.standard(
                environment: environment, sharedConfig: sharedConfig, transport: direct, now: surroundings.now,
                sleep: surroundings.sleep),
            now: surroundings.now)
        let transport = CurlTransport(
            configuration: TransportConfiguration(
                proxies: ProxySettings(environment: environment),
                caBundlePath: environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }))
        func client(_ configuration: AWSClient.Configuration) -> AWSClient {
            AWSClient(configuration, transport: transport, credentials: credentials, surroundings: surroundings)
        }
        let registry = client(
            AWSClient.Configuration(
                service: .ecr, targetPrefix: ECRClient.Kind.privateRegistry.targetPrefix,
                endpoint: configuration.endpoint, maximumAttempts: configuration.maximumAttempts))
        let parameters = configuration.parameterEndpoint.map { endpoint in
            client(
                AWSClient.Configuration(
                    service: .ssm, targetPrefix: SSMClient.targetPrefix, endpoint: endpoint,
                    maximumAttempts: configuration.maximumAttempts))
        }
        // What it is asked is worth a warning and no long wait: in a VPC there may be no way to it.
        let sts = client(
            AWSClient.Configuration(
                service: .sts, endpoint: configuration.stsEndpoint, maximumAttempts: configuration.maximumAttempts,
                connectTimeout: .seconds(2), attemptTimeout: .seconds(5)))
        let service = CleanupService(
            registry: ECRClient(.privateRegistry, client: registry), region: configuration.region,
            sts: STSClient(client: sts), surroundings: surroundings)
        return CleanupRunner(
            configuration: configuration, service: service,
            policies: PolicyReader(parameters: parameters.map(SSMClient.init(client:))), now: surroundings.now)
    }
}
