public import Essentials
public import HTTPTransport

/// Asks one source of credentials after another and takes the first that is configured.
///
/// A source that is configured and fails ends the search: going on could act with an identity that nobody chose.
public struct CredentialProviderChain: CredentialProvider {
    /// One source of a chain.
    public struct Link: Sendable {
        /// What this source looks at, for the error that says where none were found.
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

    /// Returns the credentials of the first source that is configured.
    ///
    /// It never returns `nil`.
    ///
    /// - Throws: ``CredentialError`` when no source is configured, or when the first that is yields none.
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

    /// The chain of the AWS SDKs: the environment, the profile of the shared files, the container.
    ///
    /// Keys in the environment win over `AWS_PROFILE`, as they do in botocore. A web identity comes after these keys;
    /// it is not supported yet, and an error. There is no EC2 instance metadata in the chain. Put the chain into a
    /// ``CachedCredentialProvider``: it fetches on each call.
    ///
    /// - Parameters:
    ///   - environment: The environment of the process.
    ///   - sharedConfig: The shared files, as ``SharedConfig/init(environment:files:)`` reads them.
    ///   - transport: One that uses no proxy, for the container's endpoint.
    ///   - files: Reads the container's token.
    ///   - now: The clock that tells whether credentials have ended.
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
                "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)", WebIdentityCredentialProvider(environment: environment)),
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
