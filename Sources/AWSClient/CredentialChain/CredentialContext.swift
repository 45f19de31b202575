public import HTTPTransport
public import ImageModel
public import Logging

/// The environment that the standard credential sources work in.
public struct CredentialContext: Sendable {
    /// The environment of the process.
    public var environment: [String: String]

    /// The shared files, and the chosen profile.
    public var sharedConfig: SharedConfig

    /// The region whose STS is called.
    public var region: Region

    /// A transport without a proxy, for the endpoints of a container and an instance.
    public var localTransport: any Transport

    /// Makes a client for STS and single sign-on, in a region, with the credentials that sign.
    public var makeClient: @Sendable (AWSService, Region, any CredentialProvider) throws -> AWSClient

    /// Asks a person for the code of an MFA device, by its serial number or ARN.
    ///
    /// It is `nil` if there is no terminal to ask on. The result is `nil` if no code was given.
    public var askForCode: (@Sendable (_ serial: String) -> String?)?

    /// Reads tokens and cached sessions.
    public var files: FileReader

    /// The machine's clock, timer and random numbers.
    public var system: SystemContext

    /// The log of the source that was used, at `debug`.
    public var logger: Logger

    /// Creates a context.
    public init(
        environment: [String: String], sharedConfig: SharedConfig, region: Region, localTransport: any Transport,
        makeClient: @escaping @Sendable (AWSService, Region, any CredentialProvider) throws -> AWSClient,
        askForCode: (@Sendable (_ serial: String) -> String?)? = nil, files: FileReader = .disk,
        system: SystemContext = .live, logger: Logger = CallContext().logger
    ) {
        self.environment = environment
        self.sharedConfig = sharedConfig
        self.region = region
        self.localTransport = localTransport
        self.makeClient = makeClient
        self.askForCode = askForCode
        self.files = files
        self.system = system
        self.logger = logger
    }
}
