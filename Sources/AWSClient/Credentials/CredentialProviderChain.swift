public import Essentials
public import HTTPTransport

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

    /// Creates a chain that asks the sources in this order.
    public init(_ links: [Link]) {
        self.links = links
    }

    /// Returns the credentials of the first configured source.
    ///
    /// The result is never `nil`.
    ///
    /// - Throws: ``CredentialError`` when no source is configured, or when the first configured source yields none.
    public func credentials() async throws -> Credentials? {
        for link in links {
            if let credentials = try await link.provider.credentials() { return credentials }
        }
        throw CredentialError(
            source: "credentials",
            message: "there are none in " + links.map(\.name).joined(separator: ", nor in "),
            nextStep: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile that has keys, "
                + "or run: \(ExportCommand.text())")
    }

    /// The chain of the AWS SDKs.
    ///
    /// Its order is: keys in the environment, web identity, profile of the shared files, container. Keys in the
    /// environment win over `AWS_PROFILE`, as in botocore. A web identity is not supported yet, and is an error. EC2
    /// instance metadata is not part of the chain. Put the chain into a ``CachedCredentialProvider``, since it fetches
    /// on each call.
    ///
    /// - Parameters:
    ///   - environment: The environment of the process.
    ///   - sharedConfig: The shared files, as ``SharedConfig/init(environment:files:)`` reads them.
    ///   - transport: A transport without a proxy, for the container's endpoint.
    ///   - files: Reads the container's token.
    ///   - now: The clock that expirations are compared with.
    ///   - sleep: Waits, and throws when the task is cancelled.
    public static func standard(
        environment: [String: String], sharedConfig: SharedConfig, transport: any Transport,
        files: FileReader = .disk, now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) -> CredentialProviderChain {
        let paths = sharedConfig.paths.joined(separator: " and ")
        return CredentialProviderChain([
            Link(
                "the environment (AWS_ACCESS_KEY_ID)",
                EnvironmentCredentialProvider(environment: environment, now: now)),
            Link(
                "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)", UnsupportedWebIdentity(environment: environment)),
            Link(
                "the profile \(sharedConfig.profileName) (\(paths.isEmpty ? "no file: HOME is not set" : paths))",
                SharedConfigCredentialProvider(
                    sharedConfig: sharedConfig, environment: environment, now: now, sleep: sleep)),
            Link(
                "a container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI)",
                ContainerCredentialProvider(
                    environment: environment, transport: transport, files: files, now: now, sleep: sleep)),
        ])
    }
}
