public import Logging

/// A chain of credential sources; the first configured one is used.
///
/// A configured source that fails ends the search: a later source could be an identity that nobody chose.
public struct CredentialProviderChain: CredentialProvider {
    /// One source of a chain.
    public struct Link: Sendable {
        /// The source's name in the error that no credentials were found.
        public let name: String

        /// The source.
        public let provider: any CredentialProvider

        /// Creates a link.
        public init(_ name: String, _ provider: any CredentialProvider) {
            self.name = name
            self.provider = provider
        }
    }

    private let links: [Link]
    private let logger: Logger

    /// Creates a chain that asks the sources in this order.
    ///
    /// - Parameter logger: The log of the source that was used, at `debug`.
    public init(_ links: [Link], logger: Logger) {
        self.links = links
        self.logger = logger
    }

    /// Returns the credentials of the first configured source.
    ///
    /// The result is never `nil`.
    ///
    /// - Throws: ``CredentialError`` when no source is configured, or when the first configured source yields none.
    public func credentials() async throws -> Credentials? {
        for link in links {
            guard let credentials = try await link.provider.credentials() else { continue }
            logger.debug("credentials were found", metadata: ["source": "\(link.name)"])
            return credentials
        }
        throw CredentialError(
            source: "credentials",
            message: "there are none in " + links.map(\.name).joined(separator: ", nor in "),
            nextStep: "Sign in (aws sso login, aws login, aws configure), or name a profile by --profile or AWS_PROFILE"
        )
    }

    /// The chain of the AWS SDKs.
    ///
    /// Its order is botocore's: keys in the environment, the profile and the environment's web identity, a container,
    /// instance metadata. Keys in the environment win over `AWS_PROFILE`, and a profile that an option chose wins over
    /// them. Put the chain into a ``CachedCredentialProvider``, since it fetches on each call.
    public static func standard(_ context: CredentialContext) -> CredentialProviderChain {
        let config = context.sharedConfig
        let paths = config.paths.joined(separator: " and ")
        let profile = Link(
            "the profile \(config.profileName) (\(paths.isEmpty ? "no file: HOME is not set" : paths))",
            ProfileCredentialProvider(context: context))
        let shared = [
            Link(
                "a container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI)",
                context.containerProvider),
            Link("instance metadata", context.instanceMetadataProvider),
        ]
        guard !config.isProfileExplicit else {
            return CredentialProviderChain([profile] + shared, logger: context.logger)
        }
        let keys = EnvironmentCredentialProvider(environment: context.environment, now: context.system.now)
        return CredentialProviderChain(
            [
                Link("the environment (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE)", keys), profile,
            ] + shared, logger: context.logger)
    }
}
